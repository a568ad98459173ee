import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import type { Settings } from './settings.js';

const levels: LogLevel[] = ['debug', 'log', 'warn', 'error', 'fatal'];

/** Logs a JSON object a line, from the least level on. */
export const jsonLogger = (least: Settings['KANA_LOG_LEVEL']): ConsoleLogger =>
  new ConsoleLogger({ json: true, logLevels: levels.slice(levels.indexOf(least)) });
