import { useSearchParams } from 'wouter';

type Change = (next: URLSearchParams) => void;

/** The query of the address, and how to replace it. The router's own one loses a % that is a part of a value. */
export function useAddress(): [URLSearchParams, Change] {
  const [, setSearch] = useSearchParams();
  return [new URLSearchParams(location.search), (next) => setSearch(next, { replace: true })];
}
