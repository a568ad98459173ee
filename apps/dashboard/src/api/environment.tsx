import { QueryClientProvider } from '@tanstack/react-query';
import { createContext, useContext, type ReactNode } from 'react';
import { caches } from './caches.js';
import { clients, type ApiClient, type Environment } from './client.js';

const EnvironmentContext = createContext<Environment | null>(null);

/** What is inside reads and changes this environment. */
export function EnvironmentProvider({
  environment,
  children,
}: {
  environment: Environment;
  children: ReactNode;
}) {
  return (
    <EnvironmentContext value={environment}>
      <QueryClientProvider client={caches[environment]}>{children}</QueryClientProvider>
    </EnvironmentContext>
  );
}

/** The environment of the page, which is the first part of its address. */
export function useEnvironment(): Environment {
  const environment = useContext(EnvironmentContext);
  if (environment === null) throw new Error('useEnvironment needs an EnvironmentProvider.');
  return environment;
}

/** The API client of the page's environment. */
export function useApi(): ApiClient {
  return clients[useEnvironment()];
}
