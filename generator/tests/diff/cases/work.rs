//! What goes with jobs, batches, uploads, links and errors, and what a resource says of itself as a whole.

use super::Case;

pub(super) const CASES: &[Case] = cases! {
    "task-changed: a job is none": ("v2/work.yaml", "      x-job: { status: work.progress, running: [begun], succeeded: [done], failed: [broken] }
", "");
    "task-changed: a job came" reversed: ("v2/work.yaml", "      x-job: { status: work.progress, running: [begun], succeeded: [done], failed: [broken] }
", "");
    "task-changed: a job ends otherwise": ("v2/work.yaml", "succeeded: [done], failed: [broken]", "succeeded: [done, broken], failed: []");
    "value-renamed and a job with it": ("v2/work.yaml", "[begun, done, broken]", "[begun, done, torn]"), ("v2/work.yaml", "failed: [broken]", "failed: [torn]"),
        ("v2/work.yaml", "broken: It is broken.", "torn: It is broken."),
        ("v2/work.yaml", "      x-enum-descriptions: { begun", "      x-renamed-values: { torn: broken }
      x-enum-descriptions: { begun");
    "task-changed: a batch takes less": ("v2/work.yaml", "limit: 3", "limit: 2");
    "task-changed: a batch takes more": ("v2/work.yaml", "limit: 3", "limit: 4");
    "task-changed: a batch is none": ("v2/work.yaml", "      x-batch: { elements: pieces, limit: 3, failed: refused }
", "");
    "task-changed: an upload is none": ("v2/work.yaml", "      x-upload: { url: work.url, content-type: kind }
", "");
    "task-changed: a job instead of a download": ("v2/work.yaml", "      description: Leads to what was written.", "      description: Leads to what was written.
      x-job: { status: paper.progress, running: [begun], succeeded: [done], failed: [broken] }"),
        ("v2/work.yaml", "        size:
          description: How large the file is.", "        progress:
          description: How far it is.
          allOf: [{ $ref: '#/components/schemas/Progress' }]
        size:
          description: How large the file is.");
    "task-changed: more stands beside a link": ("v2/work.yaml", "                  paper: { $ref: '#/components/schemas/Paper' }", "                  paper: { $ref: '#/components/schemas/Paper' }
                  warning: { description: What was odd., type: string }");
    "attribute-renamed with all that names it": ("v2/work.yaml", "        until:
          description: When the link stops working.", "        expires_on:
          description: When the link stops working.
          x-renamed-from: until"), ("v2/work.yaml", "x-expires: until", "x-expires: expires_on"),
        ("v2/work.yaml", "        progress:
          description: How far it is.", "        state_now:
          description: How far it is.
          x-renamed-from: progress"), ("v2/work.yaml", "status: work.progress", "status: work.state_now");

    "check-changed: none" reversed: ("v2/widget.yaml", "      x-method: list
      description: Lists widgets.", "      x-method: list
      x-check: reads
      description: Lists widgets.");
    "check-changed: it came": ("v2/widget.yaml", "      x-method: list
      description: Lists widgets.", "      x-method: list
      x-check: reads
      description: Lists widgets.");

    "file-link-changed: none": ("v2/work.yaml", "      x-link: address
", "");
    "file-link-changed: it came" reversed: ("v2/work.yaml", "      x-link: address
", "");
    "expiry-changed: none": ("v2/work.yaml", "      x-expires: until
", "");
    "expiry-changed: it came" reversed: ("v2/work.yaml", "      x-expires: until
", "");
    "admin-page-changed: none": ("v2/work.yaml", "      x-admin-console: works
", "");
    "admin-page-changed: elsewhere": ("v2/work.yaml", "x-admin-console: works", "x-admin-console: jobs");
    "admin-page-changed: it came" reversed: ("v2/work.yaml", "      x-admin-console: works
", "");
    "api-docs-changed: none": ("v2/work.yaml", "externalDocs: { url: https://example.com/works }
", "");
    "api-docs-changed: they came" reversed: ("v2/work.yaml", "externalDocs: { url: https://example.com/works }
", "");
    "event-reading-changed: no longer": ("v2/event.yaml", "      x-events:
        type: event_type
        content: content
        types:
          thing_made: { thing: thing }
          thing_gone: { thing: thing, widget: widget }
", "");
    "event-reading-changed: by now" reversed: ("v2/event.yaml", "      x-events:
        type: event_type
        content: content
        types:
          thing_made: { thing: thing }
          thing_gone: { thing: thing, widget: widget }
", "");
    "error-retry-changed: it is sent again" reversed: ("v2/thing.yaml", "      x-retry: { worn: refused }
", "");
    "error-retry-changed: it is no longer sent again": ("v2/thing.yaml", "      x-retry: { worn: refused }
", "");
    "error-retry-changed: it may have done something": ("v2/thing.yaml", "{ worn: refused }", "{ worn: temporary }");
    "resource-renamed to an unlike name, its routes kept": ("v2/errand.yaml", "", "copy of v2/work.yaml"), ("v2/work.yaml", "", ""),
        ("v2/errand.yaml", "x-resource: work", "x-resource: errand"), ("v2/errand.yaml", "x-id: work", "x-id: errand"),
        ("v2/errand.yaml", "schemas/Work'", "schemas/Errand'"), ("v2/errand.yaml", "    Work:", "    Errand:");
    "resource-renamed by the annotation": ("v2/spring.yaml", "", "copy of v2/widget.yaml"), ("v2/widget.yaml", "", ""),
        ("v2/spring.yaml", "x-resource: widget", "x-resource: spring"), ("v2/spring.yaml", "x-id: widget", "x-id: spring"),
        ("v2/spring.yaml", "Widget", "Spring"), ("v2/event.yaml", "widget: widget", "widget: spring"),
        ("v2/spring.yaml", "/widgets", "/springs"),
        ("v2/spring.yaml", "    Spring:
      description:", "    Spring:
      x-renamed-from: widget
      description:");
};
