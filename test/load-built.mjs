import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { relative, resolve } from 'node:path';

/**
 * A transform of jest. The tests are jest's modules; what they test, and the large packages that both use, are loaded
 * by Node itself: a source file as it was built into dist, so that tests run what is shipped, and once a worker, where
 * jest would load some thousand modules anew for each test file. A test gets a module that hands on what Node loaded.
 */
export default {
  process: (source, path, options) => ({ code: codeOf(source, path, options) }),
  getCacheKey: (...call) =>
    createHash('sha256')
      .update(codeOf(...call))
      .digest('hex'),
};

const require = createRequire(import.meta.url);

function codeOf(source, path, { config, supportsStaticESM }) {
  // What jest's own programs require, the global set-up among them, is Node's already.
  if (!supportsStaticESM) return source;
  const file = path.endsWith('.ts') ? builtFrom(path, config.rootDir) : path;
  const names = Object.keys(require(file)).filter((name) => name !== 'default' && name !== 'module.exports');
  // What a test finds in node:module is jest's; outside of the test's context it is Node's.
  return `import { runInThisContext } from 'node:vm';
const { createRequire } = runInThisContext("process.getBuiltinModule('node:module')");
const loaded = createRequire(import.meta.url)(${JSON.stringify(file)});
export default loaded.default;
export const { ${names.join(', ')} } = loaded;`;
}

const builtFrom = (path, root) => resolve(root, 'dist', relative(root, path)).replace(/\.ts$/, '.js');
