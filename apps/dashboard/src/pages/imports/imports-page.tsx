import { Anchor, Paper, SimpleGrid, Stack, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useApi } from '../../api/environment.js';
import { DataTable, type Column } from '../../ui/data-table.js';
import { formatNumber } from '../../ui/format.js';
import { Page } from '../../ui/page.js';
import { ShowMore } from '../../ui/show-more.js';
import { EmptyState, QueryState } from '../../ui/states.js';
import { Ago } from '../../ui/time.js';
import { CsvImport } from './csv-import.js';
import { ImportState, sourceNames } from './import-state.js';
import { ProviderImport } from './provider-import.js';
import { importsQuery, type Import } from './queries.js';

export default function ImportsPage() {
  const query = useInfiniteQuery(importsQuery(useApi()));
  return (
    <Page
      title="Imports"
      intro="Bring the users you have. A row with a known ID updates that user; a customer with the email of exactly one user is merged into it."
      parent={{ to: '/users', label: 'Users' }}
    >
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <CsvImport />
        <ProviderImport />
      </SimpleGrid>
      <section aria-labelledby="earlier">
        <Title order={2} size="h4" id="earlier" mb="sm">
          Imports so far
        </Title>
        <QueryState query={query}>
          {({ pages }) => {
            const imports = pages.flatMap(({ data }) => data);
            if (imports.length === 0) {
              return (
                <Paper withBorder radius="md">
                  <EmptyState icon="upload" title="Nothing was imported yet">
                    Choose a file or a provider above. Each import is listed here with what it came to, and
                    the rows that could not be taken.
                  </EmptyState>
                </Paper>
              );
            }
            return (
              <Stack>
                <DataTable caption="Imports" columns={columns} rows={imports} keyOf={({ id }) => id} />
                <ShowMore query={query} what="imports" />
              </Stack>
            );
          }}
        </QueryState>
      </section>
    </Page>
  );
}

const count = (header: string, read: (found: Import) => number): Column<Import> => ({
  header,
  align: 'end',
  cell: (found) => formatNumber(read(found)),
});

const columns: Column<Import>[] = [
  {
    header: 'From',
    cell: ({ id, source }) => (
      <Anchor component={Link} to={`/users/-/imports/${id}`} size="sm" fw={600}>
        {sourceNames[source]}
      </Anchor>
    ),
  },
  { header: 'State', cell: (found) => <ImportState found={found} /> },
  count('Rows', ({ rows }) => rows),
  count('Created', ({ created }) => created),
  count('Updated', ({ updated }) => updated),
  count('Merged', ({ merged }) => merged),
  count('Failed', ({ failed }) => failed),
  { header: 'When', cell: ({ createdAt }) => <Ago at={createdAt} /> },
];
