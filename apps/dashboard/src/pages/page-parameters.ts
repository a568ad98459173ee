/** What a page is given: the parts of its address, decoded. */
export interface PageParameters {
  parameters: Readonly<Record<string, string | undefined>>;
}
