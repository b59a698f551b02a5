import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Flaw } from './flaw.ts';

/**
 * A copy of the built product with one guard taken out. Packages from elsewhere are shared with the checkout, its own libraries are those of the copy.
 */
export function copyWithout(flaw: Flaw, root: string, copy: string): void {
  for (const group of ['apps', 'libs']) {
    for (const name of readdirSync(join(root, group))) copyBuilt(join(root, group, name), join(copy, group, name));
  }
  for (const shared of ['package.json', 'schemas', 'scenarios']) symlinkSync(join(root, shared), join(copy, shared));
  const modules = join(copy, 'node_modules');
  mkdirSync(join(modules, '@watchpost'), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== '@watchpost') symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  for (const name of readdirSync(join(copy, 'libs'))) {
    symlinkSync(join(copy, 'libs', name), join(modules, '@watchpost', name));
  }
  for (const [file, text] of textsWithout(flaw, root)) writeFileSync(join(copy, file), text);
}

/**
 * The built files of the checkout as they are without the guard, by their path.
 * @throws where a text to be replaced does not occur exactly once: the product has changed, and the flaw with it
 */
export function textsWithout({ name, edits }: Flaw, root: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { file, from, to } of edits) {
    const text = texts.get(file) ?? readFileSync(join(root, file), 'utf8');
    const times = text.split(from).length - 1;
    if (times !== 1) {
      throw new Error(`${name}: the text to be replaced occurs ${times} times in ${file}, and has to once:\n${from}`);
    }
    texts.set(
      file,
      text.replace(from, () => to),
    );
  }
  return texts;
}

function copyBuilt(from: string, to: string): void {
  if (!existsSync(join(from, 'dist'))) return;
  mkdirSync(to, { recursive: true });
  cpSync(join(from, 'dist'), join(to, 'dist'), { recursive: true });
  cpSync(join(from, 'package.json'), join(to, 'package.json'));
}
