import { useMutation, useQueryClient } from '@tanstack/react-query';
import { unwrap, type Schemas } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { toast, toastError } from '../../ui/toast.js';

/** The events of a name, or those of them with a value at a path. */
export type Group = Schemas['NewIgnoredGroup'];

/** The form of a new rule, filled in for a group. */
export function ruleLink({ name, path, value }: Group): string {
  const search = new URLSearchParams({ name });
  if (path !== undefined) {
    search.set('path', path);
    search.set('value', JSON.stringify(value));
  }
  return `/rules/new?${search.toString()}`;
}

export function useIgnore() {
  const api = useApi();
  const cache = useQueryClient();
  const refresh = () =>
    Promise.all([
      cache.invalidateQueries({ queryKey: ['unmapped'] }),
      cache.invalidateQueries({ queryKey: ['status'] }),
    ]);
  const ignore = useMutation({
    mutationFn: (group: Group) => unwrap(api.POST('/api/unmapped/ignored', { body: group })),
    onSuccess: async () => {
      await refresh();
      toast('Ignored. Its events stay stored, and it stands under “Ignored”.');
    },
    onError: toastError,
  });
  const unignore = useMutation({
    mutationFn: (id: string) =>
      unwrap(api.DELETE('/api/unmapped/ignored/{id}', { params: { path: { id } } })),
    onSuccess: async () => {
      await refresh();
      toast('It is open again.');
    },
    onError: toastError,
  });
  return { ignore, unignore };
}
