import { runService } from '#libs/kana';
import { createWorker } from './create-worker.js';

await runService('worker', createWorker);
