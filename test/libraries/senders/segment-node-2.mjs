import { Analytics } from '@segment/analytics-node-2';
import { serveSegment } from './segment.mjs';

serveSegment(Analytics);
