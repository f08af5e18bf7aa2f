import { dirname, join } from 'node:path';
import ts from 'typescript';
import { type Example, placeOf, root } from './examples.js';

/** What TypeScript says of missing annotations, which whoever reads JavaScript is not asked for. */
const onlyForTypeScript = [2532, 2533, 7005, 7006, 7031, 7034, 7053, 18047, 18048, 18049];

/**
 * Compiles examples as modules of a strict project that stands where they do, against the sources of the packages.
 *
 * @returns for each wrong example a line for each error, by its place.
 */
export function typeErrors(examples: readonly Example[]): Map<string, string[]> {
  const configFile = join(root, 'tsconfig.json');
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(configFile, ts.sys.readFile).config,
    ts.sys,
    root,
  );
  const settings: ts.CompilerOptions = {
    ...options,
    allowJs: true,
    checkJs: true,
    moduleDetection: ts.ModuleDetectionKind.Force,
    // What pages import that this repository has for its own tests only.
    paths: {
      ...options.paths,
      vite: ['./packages/web/node_modules/vite'],
      ai: ['./packages/ai-sdk/node_modules/ai'],
    },
  };
  const byPath = new Map(examples.map((example, index) => [pathOf(example, index), example]));
  const host = ts.createCompilerHost(settings);
  const { readFile, fileExists } = host;
  host.readFile = (path) => byPath.get(path)?.code ?? readFile(path);
  host.fileExists = (path) => byPath.has(path) || fileExists(path);
  const program = ts.createProgram([...byPath.keys(), join(root, 'packages/web/src/browser.d.ts')], settings, host);

  const found = new Map<string, string[]>();
  for (const [path, example] of byPath) {
    const source = program.getSourceFile(path)!;
    const errors = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
      .filter(({ code }) => !(path.endsWith('.js') && onlyForTypeScript.includes(code)))
      .map((error) => tell(error, source, example));
    if (errors.length > 0) found.set(placeOf(example), errors);
  }
  return found;
}

const pathOf = ({ file, language }: Example, index: number) =>
  join(root, dirname(file), `example-${index}.${language.split(' ')[0]}`);

function tell({ code, messageText, start = 0 }: ts.Diagnostic, source: ts.SourceFile, { file, line }: Example): string {
  const { line: offset } = source.getLineAndCharacterOfPosition(start);
  return `${file}:${line + offset} TS${code}: ${ts.flattenDiagnosticMessageText(messageText, '\n  ')}`;
}
