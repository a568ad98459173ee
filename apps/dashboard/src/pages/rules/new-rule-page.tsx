import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation, useSearchParams } from 'wouter';
import { unwrap, type Schemas } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { Notice } from '../../ui/notice.js';
import { Page } from '../../ui/page.js';
import { QueryState } from '../../ui/states.js';
import { draftOf, emptyDraft } from './draft.js';
import { RuleForm } from './rule-form.js';

/** `?name=…&path=…&value=…` names a group of the inbox: the form is filled with the rule that takes it. */
export default function NewRulePage() {
  const api = useApi();
  const [search] = useSearchParams();
  const name = search.get('name');
  const path = search.get('path');
  const value = search.get('value');
  const suggestion = useQuery({
    queryKey: ['unmapped', 'suggestion', name, path, value],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/unmapped/suggestion', {
          params: { query: { name: name ?? '', ...(path !== null && value !== null && { path, value }) } },
          signal,
        }),
      ),
    enabled: name !== null,
    staleTime: Infinity,
  });
  return (
    <Page
      title="New rule"
      parent={name === null ? { to: '/rules', label: 'Rules' } : { to: '/unmapped', label: 'Not mapped' }}
      intro="Events that it matches become usage of a feature: those that come, and those that are stored and not mapped."
    >
      {name === null ? (
        <Form initial={emptyDraft()} />
      ) : (
        <QueryState query={suggestion}>
          {({ rule, note }) => (
            <Form initial={draftOf(rule)} note={note && <Notice tone="info">{note}</Notice>} />
          )}
        </QueryState>
      )}
    </Page>
  );
}

function Form({ initial, note }: Pick<Parameters<typeof RuleForm>[0], 'initial' | 'note'>) {
  const api = useApi();
  const cache = useQueryClient();
  const [, navigate] = useLocation();
  const save = useMutation({
    mutationFn: (rule: Schemas['NewRule']) => unwrap(api.POST('/api/rules', { body: rule })),
    onSuccess: ({ id }) => {
      void cache.invalidateQueries();
      navigate(`/rules/${id}`);
    },
  });
  return (
    <RuleForm initial={initial} note={note} error={save.error} saving={save.isPending} onSave={save.mutate} />
  );
}
