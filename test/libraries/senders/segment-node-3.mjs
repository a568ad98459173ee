import { Analytics } from '@segment/analytics-node';
import { serveSegment } from './segment.mjs';

serveSegment(Analytics);
