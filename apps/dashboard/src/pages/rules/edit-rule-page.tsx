import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { unwrap, type Schemas } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { Page } from '../../ui/page.js';
import { QueryState } from '../../ui/states.js';
import type { PageParameters } from '../page-parameters.js';
import { draftOf } from './draft.js';
import { ruleQuery } from './queries.js';
import { RuleForm } from './rule-form.js';

export default function EditRulePage({ parameters: { id = '' } }: PageParameters) {
  const api = useApi();
  const rule = useQuery({ ...ruleQuery(api, id), staleTime: Infinity });
  return (
    <Page
      title="Edit rule"
      parent={{ to: `/rules/${id}`, label: 'Rule' }}
      intro="Saving makes a new version and runs the events that are not mapped again. Usage that older versions recorded stays."
    >
      <QueryState query={rule}>{(found) => <Form rule={found} />}</QueryState>
    </Page>
  );
}

function Form({ rule }: { rule: Schemas['Rule'] }) {
  const api = useApi();
  const cache = useQueryClient();
  const [, navigate] = useLocation();
  const save = useMutation({
    // The version that was read goes along: a change that somebody else made meanwhile is not overwritten.
    mutationFn: (fields: Schemas['NewRule']) =>
      unwrap(
        api.PUT('/api/rules/{id}', {
          params: { path: { id: rule.id } },
          body: { ...fields, version: rule.version },
        }),
      ),
    onSuccess: () => {
      void cache.invalidateQueries();
      navigate(`/rules/${rule.id}`);
    },
  });
  return (
    <RuleForm
      initial={draftOf(rule)}
      rule={rule}
      error={save.error}
      saving={save.isPending}
      onSave={save.mutate}
    />
  );
}
