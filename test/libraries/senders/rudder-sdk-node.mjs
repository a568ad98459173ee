import Analytics from '@rudderstack/rudder-sdk-node';
import { serveCallbacks } from './callbacks.mjs';

serveCallbacks(Analytics, (origin) => ({ dataPlaneUrl: origin }));
