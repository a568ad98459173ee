import { Container } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Suspense, lazy } from 'react';
import { Redirect, Route, Router, Switch, useLocation } from 'wouter';
import { sessionCache } from './api/caches.js';
import { environments, type Environment } from './api/client.js';
import { EnvironmentProvider } from './api/environment.js';
import { NotFoundPage } from './pages/not-found-page.js';
import { pages } from './pages/pages.js';
import { sessionQuery, type SignedIn } from './session/session.js';
import { ErrorBoundary } from './shell/error-boundary.js';
import { Shell } from './shell/shell.js';
import { ErrorState, Loading } from './ui/states.js';

const SignInPage = lazy(() => import('./session/sign-in-page.js'));

export function App() {
  const session = useQuery(sessionQuery, sessionCache);
  if (session.data === undefined) {
    return (
      <Container size="xs" py="xl" component="main">
        {session.isError ? (
          <ErrorState error={session.error} onRetry={() => session.refetch()} />
        ) : (
          <Loading label="Loading Kana" />
        )}
      </Container>
    );
  }
  return <Routes signedIn={session.data} />;
}

function Routes({ signedIn }: { signedIn: readonly SignedIn[] }) {
  const first = signedIn[0]?.environment;
  return (
    <Switch>
      <Route path="/sign-in">
        <Suspense fallback={<Loading />}>
          <SignInPage />
        </Suspense>
      </Route>
      {environments.map((environment) => (
        <Route key={environment} path={`/${environment}/*?`}>
          {signedIn.some((one) => one.environment === environment) ? (
            <EnvironmentPages environment={environment} signedIn={signedIn} />
          ) : (
            <ToSignIn environment={environment} />
          )}
        </Route>
      ))}
      <Route>
        <Redirect to={first ? `/${first}` : '/sign-in'} replace />
      </Route>
    </Switch>
  );
}

function ToSignIn({ environment }: { environment: Environment }) {
  const [location] = useLocation();
  const search = new URLSearchParams({ environment, next: location });
  return <Redirect to={`/sign-in?${search.toString()}`} replace />;
}

function EnvironmentPages({
  environment,
  signedIn,
}: {
  environment: Environment;
  signedIn: readonly SignedIn[];
}) {
  return (
    <EnvironmentProvider environment={environment}>
      <Router base={`/${environment}`}>
        <Shell environment={environment} signedIn={signedIn}>
          <CurrentPage />
        </Shell>
      </Router>
    </EnvironmentProvider>
  );
}

/** Keyed by the address: another rule is another page, with a state and a focus of its own. */
function CurrentPage() {
  const [location] = useLocation();
  return (
    <ErrorBoundary key={location}>
      <Suspense fallback={<Loading />}>
        <Switch>
          {pages.map(({ path, page: Page }) => (
            <Route key={path} path={path}>
              {(parameters: Record<string, string | undefined>) => <Page parameters={parameters} />}
            </Route>
          ))}
          <Route>
            <NotFoundPage />
          </Route>
        </Switch>
      </Suspense>
    </ErrorBoundary>
  );
}
