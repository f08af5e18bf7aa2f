import ts from 'typescript';
import { expect } from 'vitest';

/**
 * An example with a check behind each statement whose comment tells its value, as in `strengthFromInit(0.6); // 0.615…`:
 * a literal, which `…` may end early. Other comments are prose.
 */
export function withToldValues(code: string): string {
  const source = ts.createSourceFile('example.ts', code, ts.ScriptTarget.Latest);
  const told = source.statements.filter(ts.isExpressionStatement).flatMap((statement) => {
    const value = subjectOf(statement.expression);
    const comment = /^;?[^\S\n]*\n?\/\/ ?(.*)/.exec(code.slice(statement.expression.end))?.[1];
    return comment === undefined || !literalIn(comment) ? [] : [{ value, statement, comment }];
  });
  return told.reduceRight((text, { value, statement, comment }) => {
    const { pos, end } = statement;
    const check = `expectTold(${value.getText(source)}, ${JSON.stringify(comment)});`;
    return `${text.slice(0, pos)}\n${check}${text.slice(end)}`;
  }, code);
}

/** What a statement is about: what it logs, or itself. */
const subjectOf = (expression: ts.Expression): ts.Expression =>
  ts.isCallExpression(expression) &&
  ts.isPropertyAccessExpression(expression.expression) &&
  expression.arguments.length === 1 &&
  expression.expression.name.text === 'log'
    ? expression.arguments[0]!
    : expression;

interface Literal {
  readonly value: unknown;
  /** Whether more follows: digits, or further entries. */
  readonly open: boolean;
}

/** The literal that a comment begins with; what follows a comma behind it is prose. */
function literalIn(comment: string): Literal | undefined {
  if (!/^[-\d'"[{]|^(true|false|undefined)\b/.test(comment)) return undefined;
  for (const text of [comment, comment.replace(/, (as|which) .*/, '')]) {
    const closed = text.replace(/(, )?…(\]?)$/, '$2');
    try {
      return { value: Function(`'use strict'; return (${closed});`)(), open: closed !== text };
    } catch {} // prose
  }
  return undefined;
}

export function expectTold(actual: unknown, comment: string): void {
  const { value, open } = literalIn(comment)!;
  if (typeof value === 'number' && typeof actual === 'number' && !Number.isInteger(value)) {
    expect(String(actual), comment).toMatch(new RegExp(`^${String(value).replace('.', '\\.')}`)); // as many digits as it tells
  } else if (Array.isArray(value) && open) {
    expect((actual as unknown[]).slice(0, value.length), comment).toEqual(value);
  } else {
    expect(actual, comment).toEqual(value);
  }
}
