import { Button, Progress, Stack } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link } from 'wouter';
import { unwrap } from '../../api/client.js';
import { useApi } from '../../api/environment.js';
import { DataTable } from '../../ui/data-table.js';
import { formatNumber } from '../../ui/format.js';
import { Icon } from '../../ui/icons.js';
import { Notice } from '../../ui/notice.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { saveFile } from '../../ui/save-file.js';
import { ShowMore } from '../../ui/show-more.js';
import { ErrorState, Loading, QueryState } from '../../ui/states.js';
import { Ago, Time } from '../../ui/time.js';
import { toastError } from '../../ui/toast.js';
import { usersChanged } from '../users/queries.js';
import { ImportState, sourceNames } from './import-state.js';
import { faultsQuery, importQuery, type Import } from './queries.js';
import classes from './imports.module.css';
import type { PageParameters } from '../page-parameters.js';

export default function ImportPage({ parameters: { id = '' } }: PageParameters) {
  const client = useQueryClient();
  const query = useQuery(importQuery(useApi(), id));
  const found = query.data;
  const finishedAt = found?.finishedAt ?? null;
  useEffect(() => {
    if (finishedAt !== null) void usersChanged(client);
  }, [finishedAt, client]);
  return (
    <Page
      title={
        found ? `Import from ${found.source === 'csv' ? 'a CSV file' : sourceNames[found.source]}` : 'Import'
      }
      parent={{ to: '/users/-/imports', label: 'Imports' }}
      actions={
        finishedAt !== null && (
          <Button component={Link} to="/users" variant="default">
            View users
          </Button>
        )
      }
    >
      {found ? (
        <>
          <Progressed found={found} />
          {found.failed > 0 && <Faults found={found} />}
        </>
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={() => query.refetch()} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}

function Progressed({ found }: { found: Import }) {
  const under = found.finishedAt === null;
  const counts = [
    ['Read', found.rows],
    ['Created', found.created],
    ['Updated', found.updated],
    ['Merged', found.merged],
    ['Unchanged', found.unchanged],
    ['Failed', found.failed],
  ] as const;
  return (
    <Panel
      title={found.source === 'csv' ? 'Rows' : 'Customers'}
      hint={
        under ? (
          <>
            Begun <Ago at={found.createdAt} />. It goes on by itself: you may leave this page.
          </>
        ) : (
          <>
            Finished <Time at={found.finishedAt!} />
          </>
        )
      }
      actions={<ImportState found={found} />}
    >
      <Stack>
        {under && (
          <Progress
            value={100}
            striped
            animated
            aria-label="Importing"
            aria-valuetext="How much is left is not known"
          />
        )}
        <dl className={classes.counts}>
          {counts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{formatNumber(value)}</dd>
            </div>
          ))}
        </dl>
        {found.error !== null && (
          <Notice alert tone="bad" title="The import stopped">
            {found.error} What was taken until then is kept. Mend it and import again: what is there already
            is not created twice.
          </Notice>
        )}
      </Stack>
    </Panel>
  );
}

/** The rows that were not taken, each with its line and reason; all of them as a file. */
function Faults({ found: { id, source, failed } }: { found: Import }) {
  const api = useApi();
  const query = useInfiniteQuery(faultsQuery(api, id, failed));
  const download = async (): Promise<void> => {
    try {
      const report = api.GET('/api/imports/{id}/report', { params: { path: { id } }, parseAs: 'blob' });
      saveFile(await unwrap(report), 'report.csv');
    } catch (error) {
      toastError(error);
    }
  };
  const csv = source === 'csv';
  return (
    <Panel
      title={csv ? 'Rows that failed' : 'Customers that failed'}
      hint={
        csv
          ? 'Mend these lines in your file and import it again: rows that were taken are not created twice.'
          : 'Mend these at the provider and import again.'
      }
      actions={
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="download" size={16} />}
          onClick={() => void download()}
        >
          Download report
        </Button>
      }
    >
      <QueryState query={query}>
        {({ pages }) => (
          <Stack>
            <DataTable
              caption={csv ? 'Rows that failed' : 'Customers that failed'}
              columns={[
                {
                  header: csv ? 'Line' : 'Customer',
                  cell: ({ line }) => (csv ? `Line ${line}` : formatNumber(line)),
                },
                { header: 'Reason', cell: ({ reason }) => reason },
              ]}
              rows={pages.flatMap(({ data }) => data)}
              keyOf={({ line }) => String(line)}
            />
            <ShowMore query={query} what="rows" />
          </Stack>
        )}
      </QueryState>
    </Panel>
  );
}
