// The mutants of the module's sources: each is one small change that a test should notice. Which changes there are:
//
//   check     a condition is always true, always false; one side of && or || is left out; a statement is left out
//   compare   < becomes <= and >=, == becomes !=, and so on
//   compute   + becomes −, << becomes >>, & becomes |, ! and − are left out
//   constant  a number is one more or one less; a text begins with another character; true becomes false
import ts from 'typescript';

export type Kind = 'check' | 'compare' | 'compute' | 'constant';

export interface Mutant {
  file: string;
  line: number;
  column: number;
  kind: Kind;
  /** Where the changed text stands in the file. */
  from: number;
  to: number;
  before: string;
  after: string;
}

const COMPARE: Record<string, string[]> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '==': ['!='],
  '!=': ['=='],
};

const COMPUTE: Record<string, string[]> = {
  '+': ['-'],
  '-': ['+'],
  '*': ['+'],
  '/': ['*'],
  '%': ['/'],
  '<<': ['>>'],
  '>>': ['<<'],
  '&': ['|'],
  '|': ['&'],
  '^': ['|'],
  '+=': ['-='],
  '-=': ['+='],
  '<<=': ['>>='],
  '>>=': ['<<='],
  '&=': ['|='],
  '|=': ['&='],
  '^=': ['|='],
};

/** Memory that is set aside: how much of it is a matter of the sources' comments, not of what the module computes. */
const AREAS = /^memory\.data$/;

export function mutantsOf(file: string, text: string): Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Mutant[] = [];
  const add = (kind: Kind, node: { from: number; to: number }, after: string) => {
    const { line, character } = source.getLineAndCharacterOfPosition(node.from);
    const before = text.slice(node.from, node.to);
    found.push({ file, line: line + 1, column: character + 1, kind, ...node, before, after });
  };
  const span = (node: ts.Node) => ({ from: node.getStart(source), to: node.getEnd() });

  const visit = (node: ts.Node): void => {
    if (isLeftAlone(node)) return;
    if (ts.isBinaryExpression(node)) visitBinary(node);
    else if (ts.isPrefixUnaryExpression(node)) visitPrefix(node);
    else if (ts.isIfStatement(node) || ts.isConditionalExpression(node)) visitCondition(node);
    else if (ts.isExpressionStatement(node)) add('check', span(node), ';');
    else if (ts.isPostfixUnaryExpression(node)) {
      if (ts.isExpressionStatement(node.parent)) return; // left out as a whole
      add(
        'compute',
        { from: node.operand.getEnd(), to: node.getEnd() },
        node.getText(source).endsWith('++') ? '--' : '++',
      );
    } else if (ts.isNumericLiteral(node)) visitNumber(node);
    else if (ts.isStringLiteral(node)) add('constant', span(node), `'~${node.text.slice(1)}'`);
    else if (node.kind === ts.SyntaxKind.TrueKeyword) add('constant', span(node), 'false');
    else if (node.kind === ts.SyntaxKind.FalseKeyword) add('constant', span(node), 'true');
    ts.forEachChild(node, visit);
  };

  function visitBinary(node: ts.BinaryExpression): void {
    const operator = node.operatorToken.getText(source);
    const at = span(node.operatorToken);
    for (const other of COMPARE[operator] ?? []) add('compare', at, other);
    for (const other of COMPUTE[operator] ?? []) add('compute', at, other);
    if (operator !== '&&' && operator !== '||') return;
    const [left, right] = [node.left.getText(source), node.right.getText(source)];
    add('check', span(node), left);
    if (!isFailure(right)) add('check', span(node), right);
  }

  function visitPrefix(node: ts.PrefixUnaryExpression): void {
    if (node.operator !== ts.SyntaxKind.ExclamationToken && node.operator !== ts.SyntaxKind.MinusToken) return;
    if (ts.isNumericLiteral(node.operand)) return; // the number itself is changed
    add('compute', span(node), node.operand.getText(source));
  }

  function visitCondition(node: ts.IfStatement | ts.ConditionalExpression): void {
    const condition = ts.isIfStatement(node) ? node.expression : node.condition;
    add('check', span(condition), 'true');
    add('check', span(condition), 'false');
  }

  function visitNumber(node: ts.NumericLiteral): void {
    const value = BigInt(node.getText(source));
    const written = (other: bigint) => (node.getText(source).startsWith('0x') ? `0x${other.toString(16)}` : `${other}`);
    add('constant', span(node), written(value ^ 1n));
    if (!ts.isArrayLiteralExpression(node.parent))
      add('constant', span(node), written((value & 1n) === 0n ? value - 1n : value + 1n));
  }

  visit(source);
  return found.filter(({ after }) => after !== '-1' && after !== '0x-1');
}

/** `|| fail(…)` and `&& keep(…)` do something beside: leaving the left side out leaves out no check. */
function isFailure(text: string): boolean {
  return /^fail(At)?\(/.test(text);
}

/** What has no meaning of its own: imports, types, the sizes of areas, and the two ways of building. */
function isLeftAlone(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return true;
  if (ts.isCallExpression(node) && AREAS.test(node.expression.getText()))
    return !node.arguments.some(ts.isArrayLiteralExpression);
  return ts.isIfStatement(node) && /^ASC_FEATURE/.test(node.expression.getText());
}

/** The source with the change. */
export function mutated(text: string, mutant: Mutant): string {
  return text.slice(0, mutant.from) + mutant.after + text.slice(mutant.to);
}
