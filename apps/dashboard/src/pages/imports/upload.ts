import { ApiError, environmentHeader, errorOf, type Environment } from '../../api/client.js';
import type { Import } from './queries.js';

/** Sends a file. Unlike `fetch`, this tells how much of it has gone. */
export function upload(
  environment: Environment,
  file: Blob,
  onProgress: (share: number) => void,
): Promise<Import> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/users/import');
    request.setRequestHeader('content-type', 'text/csv');
    request.setRequestHeader(environmentHeader, environment);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 1);
    request.onload = () => {
      if (request.status === 202) resolve(request.response as Import);
      else reject(errorOf(request.status, request.response));
    };
    request.onerror = () =>
      reject(
        new ApiError(
          0,
          'unreachable',
          'The file could not be sent. Check that the server runs, then try again.',
        ),
      );
    request.send(file);
  });
}
