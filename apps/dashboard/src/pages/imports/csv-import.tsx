import { Anchor, Button, Code, FileInput, Group, Progress, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type DragEvent } from 'react';
import { useLocation } from 'wouter';
import { useEnvironment } from '../../api/environment.js';
import { formatPercent } from '../../ui/format.js';
import { Icon } from '../../ui/icons.js';
import { Panel } from '../../ui/panel.js';
import { saveFile } from '../../ui/save-file.js';
import { ErrorState } from '../../ui/states.js';
import { upload } from './upload.js';
import classes from './imports.module.css';

const template = 'id,name,email,billingId\r\nu_1001,Ada Lovelace,ada@example.com,cus_Nf8\r\n';

/** Takes a file and sends it; what becomes of it is shown on the page of the import. */
export function CsvImport() {
  const environment = useEnvironment();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [file, setFile] = useState<File | null>(null);
  const [sent, setSent] = useState(0);
  const [over, setOver] = useState(false);
  const send = useMutation({
    mutationFn: (chosen: File) => upload(environment, chosen, setSent),
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: ['imports'] });
      navigate(`/users/-/imports/${id}`);
    },
  });
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const [dropped] = event.dataTransfer.files;
    if (dropped) setFile(dropped);
  };
  return (
    <Panel
      title="From a CSV file"
      hint={
        <>
          The first row names the columns: <Code>id</Code>, <Code>name</Code>, <Code>email</Code>,{' '}
          <Code>billingId</Code>, in any order; others are passed over. An empty cell changes nothing. Up to
          512 MB.{' '}
          <Anchor
            component="button"
            type="button"
            size="sm"
            onClick={() => saveFile(new Blob([template], { type: 'text/csv' }), 'users-template.csv')}
          >
            Download a template
          </Anchor>
        </>
      }
    >
      <Stack>
        <div
          className={`${classes.drop} ${over ? classes.over : ''}`}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <FileInput
            label="CSV file"
            placeholder="Choose a file, or drop it here"
            accept=".csv,text/csv,text/plain"
            leftSection={<Icon name="upload" size={16} />}
            value={file}
            disabled={send.isPending}
            onChange={setFile}
          />
        </div>
        {send.isPending && (
          <div>
            <Text size="sm" mb={4} role="status">
              Uploading: {formatPercent(sent)}
            </Text>
            <Progress value={sent * 100} aria-label="Uploaded" />
          </div>
        )}
        {send.error && <ErrorState error={send.error} />}
        <Group justify="flex-end">
          <Button
            disabled={file === null}
            loading={send.isPending}
            onClick={() => {
              setSent(0);
              if (file) send.mutate(file);
            }}
          >
            Import file
          </Button>
        </Group>
      </Stack>
    </Panel>
  );
}
