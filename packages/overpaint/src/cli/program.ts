import { Command, InvalidArgumentError, Option } from 'commander';
import type { Dtype } from '../index.js';
import { compare } from './commands/compare.js';
import { convert } from './commands/convert.js';
import { detect } from './commands/detect.js';
import { type FramesFlags, frames } from './commands/frames.js';
import { inspect } from './commands/inspect.js';
import { listModels } from './commands/models/list.js';
import { type PullFlags, pullModels } from './commands/models/pull.js';
import { recommendModels } from './commands/models/recommend.js';
import { removeModels } from './commands/models/remove.js';
import { verifyModels } from './commands/models/verify.js';
import { paint } from './commands/paint.js';
import { plan } from './commands/plan.js';
import { recipe } from './commands/recipe.js';
import { redo } from './commands/redo.js';
import { listSchedulers } from './commands/schedulers.js';
import { type ServeFlags, serve } from './commands/serve.js';
import { listStyles, paintStyleSheet } from './commands/styles.js';
import { type WorkerFlags, worker } from './commands/worker.js';
import { controlChoice } from './control-flags.js';
import { addPaintingFlags } from './painting-flags.js';
import type { PaintFlags } from './painting-options.js';
import type { Named } from './served-models.js';
import { type CommonFlags, openSession } from './session.js';
import { tweenFlag } from './tween-flag.js';
import { UsageError } from './usage-error.js';

type MainFlags = PaintFlags & { compare?: string[] };
type StyleFlags = PaintFlags & { sheet?: string };

/** The whole command line. `done` is told the exit status of a command that ran to its end. */
export function createProgram({ version, done }: { version: string; done: (status: number) => void }): Command {
  const program = new Command('overpaint')
    .description('Turns a picture into another one: the same composition in a new look. Runs on this machine.')
    .version(version)
    .argument('[pictures...]', 'files, patterns such as "photos/*.jpg", URLs, or - for stdin')
    .enablePositionalOptions() // -p of "overpaint plan photo.jpg -p x" belongs to plan
    .showHelpAfterError('Run "overpaint --help" for all options.')
    .configureHelp({ showGlobalOptions: false });
  program.addHelpText('after', examples);

  addCommon(addRuntime(addOutput(addControl(addPaintingFlags(program)))))
    .option('--resume', 'keep a list of what is done, and skip what an earlier run has done by the same options')
    .option('--concurrency <number>', 'pictures worked on at a time', wholeNumber(1, 64))
    .option('--save-control', 'save what each ControlNet saw, beside the result')
    .option('--compare <key=a,b,c>', 'one labelled sheet of all values; twice for rows and columns', collect)
    .action(async (names: string[], flags: MainFlags, command: Command) => {
      const asked = Object.keys(flags).some((name) => command.getOptionValueSource(name) === 'cli');
      if (names.length === 0 && asked)
        throw new UsageError(
          'No picture is named: overpaint photo.jpg -p "ink drawing". "overpaint --help" has all flags.',
        );
      if (names.length === 0) return program.help({ error: true });
      const session = openSession(flags);
      if (flags.compare === undefined) return done(await paint(names, flags, session));
      done(await compare(names, flags.compare, { flags, session }));
    });

  addCommon(addRuntime(addControl(addPaintingFlags(program.command('plan')))))
    .description('say what painting would do: steps, sizes, tokens, memory; nothing is painted')
    .argument('<pictures...>')
    .addOption(recipeOption())
    .action(async (names: string[], flags: PaintFlags) => done(await plan(names, flags)));

  addCommon(addRuntime(addOutput(addControl(addPaintingFlags(addFrames(program.command('frames')))))))
    .description('paint an animation, or make one of a picture; stopped, the same command goes on')
    .argument('<animation>', 'an animated GIF, WebP or PNG, a folder of frames, or a picture')
    .action(async (name: string, flags: FramesFlags) => done(await frames(name, flags, openSession(flags))));

  addCommon(program.command('inspect'))
    .description('say what a model holds and takes, without loading its weights')
    .argument('[model]', 'a model folder or package, or a ControlNet; the embedded model by default')
    .action(inspect);

  addCommon(addRuntime(addOutput(addPaintingFlags(program.command('styles')))))
    .description('list styles, or paint a picture in each of them')
    .argument('[names...]', 'only these')
    .option('--sheet <picture>', 'paint this picture in every style onto one labelled sheet')
    .action(async (names: string[], flags: StyleFlags) => {
      if (flags.sheet === undefined) return listStyles(names, flags);
      done(await paintStyleSheet(flags.sheet, names, { flags, session: openSession(flags) }));
    });

  addCommon(program.command('schedulers')).description('list schedulers').action(listSchedulers);
  addModels(program.command('models'), done);
  addServer(program.command('serve')).action(async (flags: ServeFlags) => done(await serve(flags)));
  addWorker(program.command('worker')).action(async (flags: WorkerFlags) => done(await worker(flags)));
  addCommon(program.command('convert'))
    .description('say how weights of PyTorch become a model, in Python; nothing is run')
    .argument('<source>', 'owner/name of the hub, a folder of diffusers, or a .safetensors file')
    .argument('[folder]', 'where the model is to go')
    .action(convert);
  addCommon(addRuntime(program.command('detect')))
    .description('say what this machine can do')
    .action(detect);
  addCommon(program.command('recipe'))
    .description('print the recipe that a picture carries, as JSON')
    .argument('<picture>')
    .action(recipe);

  addCommon(addRuntime(addControl(addFile(addPaintingFlags(program.command('redo'), recipeLacks)))))
    .description('paint a picture again by its own recipe, and say whether it came out the same')
    .argument('<picture>', 'what Overpaint painted: a picture, a sheet, an animation, a folder of frames')
    .argument('[source]', 'what it was painted over, or the folder to look in; found beside it where it is there')
    .action(async (name: string, source: string | undefined, flags: PaintFlags) =>
      done(await redo([name, source], flags, openSession(flags))),
    );

  // Every command throws instead of leaving, so that one place decides about the exit status.
  for (const command of allCommands(program)) command.exitOverride();
  return program;
}

/** A command and those below it. */
export const allCommands = (command: Command): Command[] => [command, ...command.commands.flatMap(allCommands)];

function addModels(models: Command, done: (status: number) => void): void {
  addCommon(models.enablePositionalOptions())
    .description('list models that --model takes by name, and fetch, check and remove those of the hub')
    .action(listModels);
  addCommon(models.command('list')).description('list models that --model takes by name').action(listModels);
  addCommon(models.command('pull'))
    .description('fetch models before they are needed, or what is new of them')
    .argument('<models...>', 'owner/name, owner/name@revision, owner/name:fp16')
    .addOption(new Option('--dtype <precision>', 'which precision, where there are several').choices(precisions))
    .option('--accept-licence', 'accept licences that forbid commercial use')
    .action(async (names: string[], flags: PullFlags) => done(await pullModels(names, flags)));
  addCommon(models.command('rm'))
    .description('remove downloaded models')
    .argument('<models...>')
    .action(async (names: string[], flags: CommonFlags) => done(await removeModels(names, flags)));
  addCommon(models.command('verify'))
    .description('read every byte of downloaded models, all by default, and remove what is damaged')
    .argument('[models...]')
    .action(async (names: string[], flags: CommonFlags) => done(await verifyModels(names, flags)));
  addCommon(models.command('recommend')).description('models worth beginning with').action(recommendModels);
}

function addServer(command: Command): Command {
  return addServed(addQueue(addCommon(command)))
    .description('answer clients of A1111, OpenAI and Hugging Face with pictures, until Ctrl-C')
    .option('--host <name>', 'where to listen; others than this machine need a token', '127.0.0.1')
    .option('--port <number>', 'where to listen; 0 is any that is free', wholeNumber(0, 65535), 7860)
    .option('--token <text>', 'what clients have to say; OVERPAINT_TOKEN keeps it out of the list of processes')
    .option('--allow-origin <origin>', 'a site whose pages may call, such as https://studio.example', collect)
    .option('--image-urls', 'fetch pictures that clients name by addresses, from the public network only')
    .option('--log-prompts', 'write prompts into the log, which says how long what took')
    .option('--max-pixels <number>', 'of a result', wholeNumber(256, 2 ** 28))
    .option('--max-steps <number>', 'a request', wholeNumber(1, 1000))
    .option('--max-count <number>', 'pictures a request', wholeNumber(1, 64))
    .option('--max-body <bytes>', 'of a request', wholeNumber(1024, 2 ** 31 - 1))
    .option(
      '--max-requests <number>',
      'that paint or wait at a time; more are told to come back',
      wholeNumber(1, 100_000),
    );
}

function addWorker(command: Command): Command {
  return addServed(addQueue(addCommon(command)))
    .description('paint what "overpaint serve --queue" and programs put into a queue, until Ctrl-C')
    .option('--keep-hours <number>', 'remove results from the folder after so long', wholeNumber(1, 100_000));
}

/** What is served by a server that paints itself, or by a worker. */
function addServed(command: Command): Command {
  return command
    .option('-m, --model <name=source>', 'a model by the name that clients call it; several are several', collectNamed)
    .option('--control-net <name=source>', 'a ControlNet by the name that clients call it', collectNamed)
    .option('--lora-folder <folder>', 'where "<lora:name:0.8>" in a prompt finds its file')
    .option('--threads <number>', 'threads to compute with', wholeNumber(1, 1024))
    .option('--providers <names>', 'execution providers, best first: cuda,cpu', providerNames);
}

/** Where jobs lie between a server and workers. */
function addQueue(command: Command): Command {
  return command
    .addOption(
      new Option('--queue <address>', 'let "overpaint worker" paint, by a Redis such as redis://127.0.0.1:6379')
        .env('OVERPAINT_QUEUE')
        .argParser(redisAddress),
    )
    .option(
      '--store <folder|bucket>',
      'where the pictures of jobs lie: s3://bucket/prefix is a bucket',
      'overpaint-jobs',
    );
}

const precisions = ['fp32', 'fp16', 'int8', 'uint8', 'q8', 'q4', 'q4f16', 'bnb4'] as const satisfies readonly Dtype[];

const addOutput = (command: Command): Command => addFile(command).addOption(recipeOption());

function addFile(command: Command): Command {
  return command
    .option('-o, --output <file|folder>', 'where to put the result; a folder ends in "/"; - is stdout')
    .option('--format <format>', 'png, jpeg or webp')
    .option('--quality <number>', 'of JPEG and WebP (1–100)', wholeNumber(1, 100))
    .option('--overwrite', 'let names that are made here replace files')
    .option('--no-metadata', 'write no recipe into the files');
}

function addFrames(command: Command): Command {
  return command
    .option('--follow <number>', 'how much of each frame is painted from the one before (0–1)', share)
    .option('--no-steady-colors', 'let the colours of frames that follow each other drift')
    .addOption(
      new Option('--tween <option=from..to>', 'an option from the first frame to the last; several add up').argParser(
        tweenFlag,
      ),
    )
    .addOption(new Option('--curve <curve>', 'how --tween moves').choices(['linear', 'lazy', 'aggressive']))
    .option('--length <frames>', 'of one picture: how many frames', wholeNumber(1, 100_000))
    .option('--loops <frames>', 'of one picture: paint it over and over', wholeNumber(1, 100_000))
    .option('--fps <number>', 'frames a second (default: as in the source, else 10)', framesPerSecond);
}

function addControl(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--control <kind:net[:weight]>',
        'steer by canny, lineart, tile or none (a ready picture) with a ControlNet; several add up',
      ).argParser(controlChoice),
    )
    .option('--control-image <file>', 'what a ControlNet sees in place of the source', collect);
}

const recipeOption = () => new Option('--recipe <picture>', 'paint as that picture was painted; other options win');

function addRuntime(command: Command): Command {
  return command
    .option('--threads <number>', 'threads to compute with', wholeNumber(1, 1024))
    .addOption(
      new Option('--memory <mode>', 'staged frees each network before the next is opened').choices([
        'resident',
        'staged',
      ]),
    )
    .option('--vae <source>', "a folder or repository whose autoencoder takes the place of the model's")
    .option('--tiny-vae <source>', "a small one (TAESD) beside the model's own, for --speed")
    .addOption(
      new Option('--dtype <precision>', 'which precision of the model, where there are several').choices(precisions),
    )
    .option('--providers <names>', 'execution providers, best first: cuda,cpu', providerNames);
}

function addCommon(command: Command): Command {
  return command
    .option('--json', 'print one JSON document for programs')
    .option('-q, --quiet', 'say nothing but errors')
    .option('--debug', 'show where an error came from');
}

/** Options of a painting that its recipe names, or says the presence of, and does not hold. */
const recipeLacks = ['model', 'mask', 'references', 'loraFolder', 'limitInputPixels'];

const collect = (value: string, earlier: string[] = []) => [...earlier, value];

/** `name=source`; of a source alone, its last part is the name. */
function collectNamed(value: string, earlier: readonly Named[] = []): readonly Named[] {
  const [, name, source] = /^([^=/\\]*)=(.*)$/s.exec(value) ?? [undefined, value.replace(/^.*[/\\](?=.)/, ''), value];
  if (name && source) return [...earlier, [name, source]];
  throw new InvalidArgumentError('Expected NAME=SOURCE, such as dreamy=models/dreamy.');
}

const redisAddress = (value: string) => {
  if (/^rediss?:\/\/./.test(value) && URL.canParse(value)) return value;
  throw new InvalidArgumentError('Expected an address such as redis://127.0.0.1:6379.');
};

const share = (value: string) => {
  const parsed = value.trim() === '' ? Number.NaN : Number(value);
  if (parsed >= 0 && parsed <= 1) return parsed;
  throw new InvalidArgumentError('Expected a number from 0 to 1.');
};

const framesPerSecond = (value: string) => {
  const parsed = Number(value);
  if (parsed > 0.0153 && parsed <= 1000) return parsed;
  throw new InvalidArgumentError('Expected a number above 0 and at most 1000.');
};

const wholeNumber = (from: number, to: number) => (value: string) => {
  const parsed = value.trim() === '' ? Number.NaN : Number(value);
  if (Number.isInteger(parsed) && parsed >= from && parsed <= to) return parsed;
  throw new InvalidArgumentError(`Expected a whole number from ${from} to ${to}.`);
};

/** What ONNX Runtime knows in Node. Which of them this machine has is another question: those that it lacks are passed over. */
const knownProviders = ['cpu', 'cuda', 'tensorrt', 'dml', 'coreml', 'webgpu', 'qnn', 'xnnpack'];

function providerNames(value: string): readonly string[] {
  const names = value.split(',').map((name) => name.trim());
  if (names.every((name) => knownProviders.includes(name))) return names;
  throw new InvalidArgumentError(`Expected names such as cuda,cpu, of ${knownProviders.join(', ')}.`);
}

const examples = `
Examples:
  overpaint photo.jpg -p "watercolor painting"
  overpaint photos/*.jpg -o out/ --style illustration --init-strength 0.55 --seed 7 --count 4
  overpaint photo.jpg -p "oil painting" -m models/realistic --control canny:models/controlnet-canny:0.8
  overpaint photo.jpg -p "oil painting" --compare scheduler=euler,ddim --compare strength=0.3,0.5,0.7
  curl -s https://example.com/photo.jpg | overpaint - -p "ink drawing" -o - > ink.png

Results never replace files unless -o names one. Exit status: 0 done, 1 failed, 2 wrong usage, 130 interrupted.`;
