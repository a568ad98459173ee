import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import { unwrap } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { Page } from '../../ui/page.js';
import { toast } from '../../ui/toast.js';
import { featurePath } from '../usage/links.js';
import { FeatureForm, type FeatureFields } from './feature-form.js';

export default function NewFeaturePage() {
  const api = useApi();
  const queryClient = useQueryClient();
  const [, navigate] = useLocation();
  const create = useMutation({
    mutationFn: (body: FeatureFields) => unwrap(api.POST('/api/features', { body })),
    onSuccess: async ({ id, application }) => {
      await queryClient.invalidateQueries({ queryKey: ['features'] });
      const waiting = application?.total ?? 0;
      toast(
        waiting > 0
          ? `Feature created. ${waiting} stored events that asked for it are being counted.`
          : 'Feature created.',
      );
      navigate(featurePath(id));
    },
  });
  return (
    <Page
      title="Create a feature"
      parent={{ to: '/features', label: 'Features' }}
      intro="Stored events that named its id before it was there are counted as well."
    >
      <FeatureForm
        action="Create feature"
        busy={create.isPending}
        error={create.error}
        onSubmit={(fields) => create.mutate(fields)}
      >
        <Button component={Link} to="/features" variant="default">
          Cancel
        </Button>
      </FeatureForm>
    </Page>
  );
}
