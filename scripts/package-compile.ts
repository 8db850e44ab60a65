// Compiles sources to ES modules with their types, for the packages that build-web.ts and build-js.ts make.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** @throws Error with every problem that the compiler finds */
export function compilePackage(files: string[], outDir: string, more: ts.CompilerOptions = {}): void {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2024.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.webworker.importscripts.d.ts'],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    rewriteRelativeImportExtensions: true,
    declaration: true,
    skipLibCheck: true,
    rootDir: '.',
    outDir,
    ...more,
  };
  const program = ts.createProgram(files, options);
  const { diagnostics } = program.emit(undefined, (file, text) => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, file.endsWith('.d.ts') ? withoutExtensions(text) : text);
  });
  const problems = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (problems.length === 0) return;
  const host = { getCanonicalFileName: (file: string) => file, getCurrentDirectory: () => '.', getNewLine: () => '\n' };
  throw new Error(ts.formatDiagnostics(problems, host));
}

/** The compiler rewrites the imports of scripts, and leaves those of declarations as they are. */
function withoutExtensions(declaration: string): string {
  return declaration.replace(/(from|import\()(\s*['"]\.[^'"]*)\.ts(['"])/g, '$1$2.js$3');
}
