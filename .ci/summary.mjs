// Prints `N passed, N failed` from the file that jest wrote; fails when no test ran.
import { readFileSync } from 'node:fs';

const results = JSON.parse(readFileSync(process.argv[2], 'utf8'));
// A suite that could not be loaded has no tests to count.
const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
const skipped = results.numPendingTests > 0 ? `, ${results.numPendingTests} skipped` : '';
console.log(`${results.numPassedTests} passed, ${failed} failed${skipped}`);
process.exitCode = results.numPassedTests > 0 ? 0 : 1;
