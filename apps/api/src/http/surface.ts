/** The two faces of the server: what Segment and its libraries call, and what people and their programs call. */
export type Surface = 'ingestion' | 'api';

export const ingestionPrefixes = ['/v1/', '/segment/'] as const;

/** Decides how errors look, whether browsers of other sites may call, and whether a content type is asked for. */
export const surfaceOf = (url: string): Surface =>
  ingestionPrefixes.some((prefix) => url.startsWith(prefix)) ? 'ingestion' : 'api';
