export default () => globalThis.kanaTestTearDown();
