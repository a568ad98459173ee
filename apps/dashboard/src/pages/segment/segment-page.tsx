import { Page } from '../../ui/page.js';

export default function SegmentPage() {
  return (
    <Page title="Segment" intro="What arrives from Segment, and what became of it.">
      <p />
    </Page>
  );
}
