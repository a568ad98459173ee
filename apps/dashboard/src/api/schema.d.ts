// Written by npm run openapi.

export interface paths {
    "/api/features": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Features by id; archived ones only where they are asked for. */
        get: operations["Features_list"];
        put?: never;
        /** Creates a feature. Stored events that asked for its id by `properties.featureId` are mapped in the background. */
        post: operations["Features_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/features/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One feature. */
        get: operations["Features_read"];
        put?: never;
        post?: never;
        /** Deletes a feature that no rule and no recorded usage refers to. */
        delete: operations["Features_delete"];
        options?: never;
        head?: never;
        /** Changes the fields that are given. `id` and `type` never change. */
        patch: operations["Features_update"];
        trace?: never;
    };
    "/api/features/{id}/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Runs the stored events that asked for the feature again: after a run that was cancelled, say. */
        post: operations["Features_apply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/features/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Archives a feature: lists and pickers leave it out. Nothing else changes: what is recorded stays, and its rules and
         *     events that name it go on recording. Disable the rules first to end that.
         */
        post: operations["Features_archive"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/features/{id}/unarchive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Brings an archived feature back into lists and pickers. */
        post: operations["Features_unarchive"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/overlaps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Enabled rules that never record anything, and rules that meet: by their conditions where these prove it, else by the
         *     newest 10,000 events, whose figures come with every warning.
         */
        get: operations["Overlaps_all"];
        put?: never;
        /** The same of one rule before it is saved, as if it were enabled. Events are looked at where the conditions prove nothing. */
        post: operations["Overlaps_of"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rules in the order of their creation. */
        get: operations["Rules_list"];
        put?: never;
        /** Creates a rule and runs the stored unmapped events again, in the background. */
        post: operations["Rules_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One rule as it is now. */
        get: operations["Rules_read"];
        /**
         * Replaces a rule: a new version, and a retroactive run. Usage that exists is not touched. With `version`, the
         *     change is refused with 409 where the rule has moved on since.
         */
        put: operations["Rules_replace"];
        post?: never;
        /** Deletes a rule. Usage that it recorded stays. */
        delete: operations["Rules_delete"];
        options?: never;
        head?: never;
        /** Changes the fields that are given, as PUT does. */
        patch: operations["Rules_update"];
        trace?: never;
    };
    "/api/rules/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enables a rule and runs the stored unmapped events again. An enabled rule stays as it is. */
        post: operations["Rules_enable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Disables a rule: it maps nothing from now on. Usage that it recorded stays. */
        post: operations["Rules_disable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The versions of a rule, a deleted one too: newest first, each with what it changed against the one before. Every
         *     usage record names the version that made it.
         */
        get: operations["Rules_listVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes a new version with what an older one said, and a retroactive run where that is enabled. A deleted rule comes
         *     back under its id.
         */
        post: operations["Rules_restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{id}/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Runs the stored unmapped events again: after a run that was cancelled, say. Older runs of the rule end. */
        post: operations["Rules_apply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{id}/retract": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes back usage that a rule recorded, a deleted one too, in the background: each record gets one that reverses
         *     it, and its event is judged again by the rules as they are. `from` (inclusive) and `to` (exclusive) are of when
         *     the usage occurred. Refused with 409 where the rule would record the same again: edit or disable it first, or send
         *     `disable`. With `dryRun` nothing is written, and `effect` says what would be.
         */
        post: operations["Rules_retract"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{id}/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The runs of a rule, newest first; those of a deleted one are in `GET /api/applications`. */
        get: operations["Rules_listApplications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a change of one rule would do, before it is saved: usage gained and lost by feature and by day, the newest
         *     events, and near misses. Judged from stored events, within 2 seconds: all of them where there are not more than
         *     40,000, else an estimate from a random draw, whose numbers have a range. Nothing is changed. 429 where more are
         *     asked for at once than can wait.
         */
        post: operations["RulePreview_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All features and rules as a file, which an import takes. */
        get: operations["RuleFiles_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Makes the rules of the environment those of a file, in YAML or JSON, up to 1 MB: all in one transaction, or nothing.
         *     A rule of the file is the rule here with its id, else the one with its name; rules that are not in the file are
         *     deleted. Features are created and changed, and never deleted. Fixtures are checked first. 400 names every fault
         *     with its line, and every fixture that fails with the reason.
         */
        put: operations["RuleFiles_import"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All runs, newest first: those that map unmapped events, and those that take usage back. */
        get: operations["Applications_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/applications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A run with its progress: total, done, events a second, and the seconds that are left. */
        get: operations["Applications_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/applications/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pauses a run before its next chunk of some thousand. What it did stays. */
        post: operations["Applications_pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/applications/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets a paused run go on where it stood. */
        post: operations["Applications_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/applications/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends a run before its next chunk, for good. What it did stays; `POST /api/rules/{id}/apply` begins another. */
        post: operations["Applications_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sends one track call to this very server, to see an event go through: `Test Event` of the user `test-user`. It is
         *     an event like any other, stored for ever, and makes that user.
         */
        post: operations["TestEvent_send"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events as they are stored, as server-sent events. `event`: an event as `GET /api/events` shows it, often still
         *     `pending`; `outcome`: the same event once it was attributed; `skipped`: more came at once than is shown, the list has
         *     them all. Events come about in the order of their commit, which is not quite that of their ids, each once in a
         *     connection. A browser that comes back sends `Last-Event-ID`: what it missed comes first, up to 200 events, and some of
         *     the last second may come again, with the same `id`. EventSource sends no headers: a signed-in browser names its
         *     environment in the query, as `environment`.
         */
        get: operations["EventStream_stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events, newest first, each with what became of it. */
        get: operations["Events_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One event with its payload, its outcome, and the 50 rules that are nearest to it. */
        get: operations["Events_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events/{id}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why: what became of the event, each usage record with the rule version that gave it, and every rule as it is now,
         *     each condition with its verdict, the value seen and a sentence. Nearest miss first: the fewest conditions that do
         *     not hold; then the fewest that differ by more than type and spelling; then enabled rules; then older ones. Disabled
         *     rules are there and marked. An identify call has no rules.
         */
        get: operations["Events_explain"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/unmapped": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The inbox: stored events that gave no usage, by event name. Counts are exact: one pass over the unmapped events of
         *     the environment, about 0.3 s per million. `totals.open` is what waits for a decision: all minus the events of
         *     ignored groups. An ignored name is counted exactly; an ignored path and value among the newest 10,000 events of its
         *     name (fewer where more than five names have such groups), and `ignoredAtLeast` says where there are more.
         */
        get: operations["Unmapped_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/unmapped/facets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the events of a name hold: each property path with the values there, counted in the newest 10,000 events that
         *     are not mapped; `looked` says how many that were. With `path` and `value`, the events with that value alone.
         */
        get: operations["Unmapped_readFacets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/unmapped/suggestion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A rule that takes a group, ready to be sent to `POST /api/rules` once a person agrees, with a feature if one suggests itself. */
        get: operations["Unmapped_suggest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/unmapped/features": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The features that events ask for by `properties.featureId` and that are not there, most events first. No rule is
         *     asked about these events: creating the feature maps them.
         */
        get: operations["Unmapped_listFeatures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/unmapped/ignored": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The ignored groups, the newest first. */
        get: operations["Unmapped_listIgnored"];
        put?: never;
        /**
         * Ignores a group: the events of a name, or those of them with a value at a path (same type and equal, as a rule's
         *     `equals`). It leaves the inbox and `totals.open`, and so do events that come later. Nothing else changes: the events
         *     stay stored and unmapped, and any rule or feature that comes to match maps them. Ignoring it again changes nothing.
         */
        post: operations["Unmapped_ignore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/unmapped/ignored/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Shows a group in the inbox again. */
        delete: operations["Unmapped_unignore"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Usage summed by hour, day or month. Periods without usage are left out; `total` is the sum of all. */
        get: operations["Usage_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/usage/features": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everybody's usage by feature. Features without usage in the range are left out. */
        get: operations["Usage_readFeatures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/usage/features/{featureId}/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Users of a feature, who used most first. Merged users are one, with all their external ids summed. A list of sums:
         *     what is recorded between two pages can move a user to the other one.
         */
        get: operations["Usage_listUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/usage/features/{featureId}/users/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The first 10,000 of these users as CSV. What a spreadsheet would run as a formula has a quote in front. */
        get: operations["Usage_exportUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/usage/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everybody's usage of up to 20 features, side by side: up to 1,000 hours, days or months. */
        get: operations["Usage_readSeries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/usage/series/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as CSV: a row for each feature and period with usage. */
        get: operations["Usage_exportSeries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/usage/{userId}/{featureId}/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The records behind a number, the newest usage first: each with its event and the rule version that gave it, what
         *     was taken back included. Of all external ids of the user that owns this one; their deltas add up to the `total`
         *     that `GET /api/usage` gives for the same user, feature and range.
         */
        get: operations["Usage_listRecords"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Merges users. The one created first is kept; its gaps are filled from the others, oldest first. */
        post: operations["Merges_merge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/merges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Merges by people, by identify calls and by imports; the newest first. */
        get: operations["Merges_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/merges/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One merge. */
        get: operations["Merges_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/merges/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Brings back the users that a merge took. Usage goes with the identity that it was sent for, later usage too. */
        post: operations["Merges_undo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All users as CSV: id, name, email, billingId. What a spreadsheet would run as a formula has a quote in front. */
        get: operations["UserFiles_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Imports users from CSV, up to 512 MB, in the background: rows create, update or merge as identify calls do. */
        post: operations["UserFiles_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Users in the order of their creation, or those that a search or a flag finds. */
        get: operations["Users_list"];
        put?: never;
        /** Creates a user with an external id, or an import: a user of a billing provider that has none yet. */
        post: operations["Users_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/flags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many users there are, and how many have each flag. */
        get: operations["Users_countFlags"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The user that owns an external id. */
        get: operations["Users_read"];
        put?: never;
        post?: never;
        /** Removes the person and keeps the usage under its identities. */
        delete: operations["Users_delete"];
        options?: never;
        head?: never;
        /** Changes the fields that are given; null empties one. The id never changes. */
        patch: operations["Users_update"];
        trace?: never;
    };
    "/api/users/{id}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Usage of a user by feature, in a range of time or altogether: the sum over all identities. */
        get: operations["Users_readUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Imports, the newest first. */
        get: operations["Imports_list"];
        put?: never;
        /** Begins to import the customers of a billing provider, in the background. Repeating it makes no duplicates. */
        post: operations["Imports_begin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An import with its progress. */
        get: operations["Imports_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}/faults": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The rows that could not be taken, in the order of their lines. */
        get: operations["Imports_listFaults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The rows that could not be taken, as CSV: line and reason of each. */
        get: operations["Imports_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conservation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The proof that nothing is lost: received = mapped + unmapped + identified + pending, and usage = recompute. */
        get: operations["Conservation_prove"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The keys of this environment, newest first, revoked ones too; never the keys themselves. */
        get: operations["Keys_list"];
        put?: never;
        /**
         * Creates a key of this environment: `prv_test_…` or `prv_live_…` for `admin`, `wrt_test_…` or `wrt_live_…` for
         *     `ingest`. This answer is the only one that has the key itself.
         */
        post: operations["Keys_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revokes a key: refused everywhere within five seconds, and browsers that were signed in with it are signed out.
         *     It stays in the list. A key that is revoked already stays as it is.
         */
        post: operations["Keys_revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether events come, and how much waits for a decision: unmapped events and the two flags of users. */
        get: operations["Status_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this browser is signed in to; nothing where it is not. */
        get: operations["Session_read"];
        put?: never;
        /**
         * Signs this browser in with an admin key, by an http-only cookie of 30 days that is extended while it is used. With
         *     a key of the other environment, it is signed in to both. A request that comes with the cookie names its
         *     environment in the header `X-Kana-Environment` (`test` or `live`); a GET may name it in the query, as `environment`.
         */
        post: operations["Session_signIn"];
        /** Signs this browser out, of one environment or both. The session ends at once, whoever has its cookie. */
        delete: operations["Session_signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description An error, as application/problem+json (RFC 9457). */
        Problem: {
            /** @description Always `about:blank`: `code` says what happened. */
            type: string;
            /** @description The status in words. */
            title: string;
            status: number;
            /** @description What happened, for people. */
            detail: string;
            /** @description What happened, for programs. */
            code: string;
            /** @description Every fault of the input, with its path. */
            faults?: {
                path: string;
                message: string;
            }[];
        };
        Feature: {
            id: string;
            name: string;
            /** @enum {string} */
            type: "BINARY" | "CONSUMABLE";
            unitLabel: string | null;
            unitLabelPlural: string | null;
            metadata: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description Since when lists and pickers leave it out; usage is recorded all the same.
             */
            archivedAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        NewFeature: {
            id: string;
            name: string;
            /** @enum {string} */
            type: "BINARY" | "CONSUMABLE";
            /** @default null */
            unitLabel?: string | null;
            /** @default null */
            unitLabelPlural?: string | null;
            /** @default {} */
            metadata?: {
                [key: string]: unknown;
            };
        };
        CreatedFeature: {
            id: string;
            name: string;
            /** @enum {string} */
            type: "BINARY" | "CONSUMABLE";
            unitLabel: string | null;
            unitLabelPlural: string | null;
            metadata: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description Since when lists and pickers leave it out; usage is recorded all the same.
             */
            archivedAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /** @description The retroactive run over the events that asked for this feature before it was there. */
            application: components["schemas"]["Application"] | null;
        };
        Application: {
            /** Format: uuid */
            id: string;
            /**
             * @description `apply` maps unmapped events, `retract` takes back usage that a rule recorded.
             * @enum {string}
             */
            kind: "apply" | "retract";
            /**
             * Format: uuid
             * @description The rule that the run is for, null for a new feature.
             */
            ruleId: string | null;
            /** @description Version of the rule when the run began. */
            ruleVersion: number | null;
            /** @description The new feature that began the run, null for a rule. */
            featureId: string | null;
            selection: components["schemas"]["RetractSelection"] | null;
            /**
             * @description `superseded`: a newer version of the rule took over, or the rule was disabled or deleted. `cancelled`: somebody ended it.
             * @enum {string}
             */
            state: "waiting" | "running" | "paused" | "done" | "cancelled" | "superseded";
            /** @description What the run has to look at: unmapped events, or, for a retract, usage records. Counted at the beginning, and exact at the end. */
            total: number;
            /** @description How many of `total` are done. */
            scanned: number;
            /** @description Events that gave usage; for a retract, by the rules that there are now. */
            mapped: number;
            /** @description Usage records that were taken back. */
            reversed: number;
            /** @description Events that a retract left without usage. */
            unmapped: number;
            /** @description Of `scanned`, a second, over the time at work without pauses; null before there is one. */
            rate: number | null;
            /** @description Time left at that rate; null where it is unknown or the run has ended early. */
            remainingSeconds: number | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            startedAt: string | null;
            /** Format: date-time */
            finishedAt: string | null;
        };
        /** @description Of a retract: which usage of the rule it takes back. */
        RetractSelection: {
            /** @description Usage by this version of the rule alone; null: by every version that there was. */
            version: number | null;
            /**
             * Format: date-time
             * @description Usage that occurred from here on, inclusive.
             */
            from: string | null;
            /**
             * Format: date-time
             * @description Usage that occurred before this moment.
             */
            to: string | null;
        };
        FeatureChange: {
            name?: string;
            unitLabel?: string | null;
            unitLabelPlural?: string | null;
            metadata?: {
                [key: string]: unknown;
            };
        };
        RuleOverlaps: {
            warnings: components["schemas"]["RuleOverlap"][];
            /** @description false: there are too many rules that meet, and some were left out. */
            complete: boolean;
        };
        RuleOverlap: {
            /**
             * @description `never_matches`: the conditions contradict each other. `never_asked`: every event that matches names its feature itself in `properties.featureId`, so no rule is asked. `shadowed`: an older rule of the same feature matches whatever this one does and records it, so this one records nothing. `same_feature`: some events match both; each is counted once, by the older rule. `double_count`: every event that this rule matches is matched by a rule of another feature, and counts for both features.
             * @enum {string}
             */
            kind: "never_matches" | "never_asked" | "shadowed" | "same_feature" | "double_count";
            /**
             * @description `warning`: the rule records nothing. `note`: it works, and may not be what was meant.
             * @enum {string}
             */
            severity: "warning" | "note";
            /**
             * Format: uuid
             * @description The rule that it is about; null: the one that is not saved.
             */
            ruleId: string | null;
            /**
             * Format: uuid
             * @description The rule that it meets; null where there is none, or it is the one that is not saved.
             */
            otherRuleId: string | null;
            message: string;
            /**
             * @description `conditions`: proved, for every event. `events`: so it is with the events that were looked at.
             * @enum {string}
             */
            evidence: "conditions" | "events";
            /** @description null where no event had to be looked at. */
            events: {
                /** @description Newest events that rules are asked for. */
                lookedAt: number;
                /** @description Those that the rule matches. */
                matched: number;
                /** @description Those that both match. */
                both: number;
                /** @description Ids of the newest of these. */
                samples: string[];
            } | null;
        };
        ComparedRule: {
            /**
             * Format: uuid
             * @description Of the rule that is edited; absent for a new one.
             */
            id?: string;
            featureId: string;
            conditions: (({
                /** @enum {string} */
                kind: "event_name";
                /** @enum {string} */
                operator: "equals" | "not_equals" | "contains" | "not_contains" | "starts_with" | "not_starts_with" | "ends_with" | "not_ends_with";
                value: string;
            } | {
                /** @enum {string} */
                kind: "event_name";
                /** @enum {string} */
                operator: "in" | "not_in";
                values: string[];
            }) | ({
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "exists" | "not_exists" | "is_true" | "is_false";
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "contains" | "not_contains" | "starts_with" | "not_starts_with" | "ends_with" | "not_ends_with";
                value: string;
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "greater_than" | "greater_or_equal" | "less_than" | "less_or_equal";
                value: number;
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "equals" | "not_equals" | "includes" | "not_includes";
                value: string | number | boolean;
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "in" | "not_in";
                values: (string | number | boolean)[];
            }))[];
        };
        Rule: {
            /** Format: uuid */
            id: string;
            version: number;
            name: string;
            featureId: string;
            enabled: boolean;
            conditions: (({
                /** @enum {string} */
                kind: "event_name";
                /** @enum {string} */
                operator: "equals" | "not_equals" | "contains" | "not_contains" | "starts_with" | "not_starts_with" | "ends_with" | "not_ends_with";
                value: string;
            } | {
                /** @enum {string} */
                kind: "event_name";
                /** @enum {string} */
                operator: "in" | "not_in";
                values: string[];
            }) | ({
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "exists" | "not_exists" | "is_true" | "is_false";
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "contains" | "not_contains" | "starts_with" | "not_starts_with" | "ends_with" | "not_ends_with";
                value: string;
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "greater_than" | "greater_or_equal" | "less_than" | "less_or_equal";
                value: number;
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "equals" | "not_equals" | "includes" | "not_includes";
                value: string | number | boolean;
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "in" | "not_in";
                values: (string | number | boolean)[];
            }))[];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        NewRule: {
            name: string;
            featureId: string;
            /** @default true */
            enabled?: boolean;
            conditions: (({
                /** @enum {string} */
                kind: "event_name";
                /** @enum {string} */
                operator: "equals" | "not_equals" | "contains" | "not_contains" | "starts_with" | "not_starts_with" | "ends_with" | "not_ends_with";
                value: string;
            } | {
                /** @enum {string} */
                kind: "event_name";
                /** @enum {string} */
                operator: "in" | "not_in";
                values: string[];
            }) | ({
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "exists" | "not_exists" | "is_true" | "is_false";
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "contains" | "not_contains" | "starts_with" | "not_starts_with" | "ends_with" | "not_ends_with";
                value: string;
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "greater_than" | "greater_or_equal" | "less_than" | "less_or_equal";
                value: number;
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "equals" | "not_equals" | "includes" | "not_includes";
                value: string | number | boolean;
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "in" | "not_in";
                values: (string | number | boolean)[];
            }))[];
        };
        RuleWithRun: {
            /** Format: uuid */
            id: string;
            version: number;
            name: string;
            featureId: string;
            enabled: boolean;
            conditions: (({
                /** @enum {string} */
                kind: "event_name";
                /** @enum {string} */
                operator: "equals" | "not_equals" | "contains" | "not_contains" | "starts_with" | "not_starts_with" | "ends_with" | "not_ends_with";
                value: string;
            } | {
                /** @enum {string} */
                kind: "event_name";
                /** @enum {string} */
                operator: "in" | "not_in";
                values: string[];
            }) | ({
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "exists" | "not_exists" | "is_true" | "is_false";
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "contains" | "not_contains" | "starts_with" | "not_starts_with" | "ends_with" | "not_ends_with";
                value: string;
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "greater_than" | "greater_or_equal" | "less_than" | "less_or_equal";
                value: number;
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "equals" | "not_equals" | "includes" | "not_includes";
                value: string | number | boolean;
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "in" | "not_in";
                values: (string | number | boolean)[];
            }))[];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /** @description The retroactive run that the change began; null where it can map nothing new. */
            application: components["schemas"]["Application"] | null;
            /** @description What the rule has to do with others, as `POST /api/rules/overlaps` tells; none while it is disabled. */
            warnings: components["schemas"]["RuleOverlap"][];
        };
        RuleReplacement: {
            name: string;
            featureId: string;
            /** @default true */
            enabled?: boolean;
            conditions: (({
                /** @enum {string} */
                kind: "event_name";
                /** @enum {string} */
                operator: "equals" | "not_equals" | "contains" | "not_contains" | "starts_with" | "not_starts_with" | "ends_with" | "not_ends_with";
                value: string;
            } | {
                /** @enum {string} */
                kind: "event_name";
                /** @enum {string} */
                operator: "in" | "not_in";
                values: string[];
            }) | ({
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "exists" | "not_exists" | "is_true" | "is_false";
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "contains" | "not_contains" | "starts_with" | "not_starts_with" | "ends_with" | "not_ends_with";
                value: string;
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "greater_than" | "greater_or_equal" | "less_than" | "less_or_equal";
                value: number;
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "equals" | "not_equals" | "includes" | "not_includes";
                value: string | number | boolean;
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "in" | "not_in";
                values: (string | number | boolean)[];
            }))[];
            version?: number;
        };
        RuleChange: {
            name?: string;
            featureId?: string;
            enabled?: boolean;
            conditions?: (({
                /** @enum {string} */
                kind: "event_name";
                /** @enum {string} */
                operator: "equals" | "not_equals" | "contains" | "not_contains" | "starts_with" | "not_starts_with" | "ends_with" | "not_ends_with";
                value: string;
            } | {
                /** @enum {string} */
                kind: "event_name";
                /** @enum {string} */
                operator: "in" | "not_in";
                values: string[];
            }) | ({
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "exists" | "not_exists" | "is_true" | "is_false";
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "contains" | "not_contains" | "starts_with" | "not_starts_with" | "ends_with" | "not_ends_with";
                value: string;
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "greater_than" | "greater_or_equal" | "less_than" | "less_or_equal";
                value: number;
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "equals" | "not_equals" | "includes" | "not_includes";
                value: string | number | boolean;
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "in" | "not_in";
                values: (string | number | boolean)[];
            }))[];
            version?: number;
        };
        RuleVersion: {
            version: number;
            name: string;
            featureId: string;
            enabled: boolean;
            /** @description With this version the rule was deleted. */
            deleted: boolean;
            conditions: (({
                /** @enum {string} */
                kind: "event_name";
                /** @enum {string} */
                operator: "equals" | "not_equals" | "contains" | "not_contains" | "starts_with" | "not_starts_with" | "ends_with" | "not_ends_with";
                value: string;
            } | {
                /** @enum {string} */
                kind: "event_name";
                /** @enum {string} */
                operator: "in" | "not_in";
                values: string[];
            }) | ({
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "exists" | "not_exists" | "is_true" | "is_false";
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "contains" | "not_contains" | "starts_with" | "not_starts_with" | "ends_with" | "not_ends_with";
                value: string;
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "greater_than" | "greater_or_equal" | "less_than" | "less_or_equal";
                value: number;
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "equals" | "not_equals" | "includes" | "not_includes";
                value: string | number | boolean;
            } | {
                /** @enum {string} */
                kind: "property";
                path: string;
                /** @enum {string} */
                operator: "in" | "not_in";
                values: (string | number | boolean)[];
            }))[];
            /** Format: date-time */
            createdAt: string;
            /** @description What changed against the version before, by field; empty for the first version. */
            changes: ({
                /** @enum {string} */
                field: "name" | "featureId" | "enabled" | "deleted";
                from: string | boolean;
                to: string | boolean;
            } | {
                /** @enum {string} */
                field: "conditions";
                /** @description Conditions that were not there before. */
                added: unknown[];
                /** @description Conditions that are there no more. */
                removed: unknown[];
            })[];
        };
        RuleRestore: {
            /** @description The version whose content the new one gets. */
            version: number;
        };
        RuleRetract: {
            /** @description Takes back the usage of this version alone; absent: of every version that there is. */
            version?: number;
            /** @description Inclusive. ISO 8601; a date alone is its midnight in UTC. */
            from?: string;
            /** @description Exclusive. ISO 8601; a date alone is its midnight in UTC. */
            to?: string;
            /**
             * @description Only shows what it would do.
             * @default false
             */
            dryRun?: boolean;
            /**
             * @description Disables the rule in the same transaction, so that it does not map again what is taken back.
             * @default false
             */
            disable?: boolean;
        };
        RetractResult: {
            /** @description The run that takes the usage back; null for a dry run. */
            application: components["schemas"]["Application"] | null;
            /** @description Of a dry run: what the run would do. */
            effect: components["schemas"]["RetractEffect"] | null;
        };
        RetractEffect: {
            /** @description false: there is more than a dry run looks at (50,000 records, four seconds). Every figure is then of what was looked at, and the run itself would do at least that. */
            exact: boolean;
            /** @description Usage records that would be taken back. */
            records: number;
            /** @description Events that they are of. */
            events: number;
            /** @description Users whose usage changes. */
            users: number;
            /** @description What would be taken back, by feature. */
            reversed: {
                featureId: string;
                records: number;
                /** @description Units. */
                used: number;
            }[];
            /** @description Of the events, those that would be left without usage. */
            unmapped: number;
            /** @description Of the events, those that the rules which remain would map. */
            mapped: number;
            /** @description What the rules which remain would record, by feature. */
            recorded: {
                featureId: string;
                records: number;
                /** @description Units. */
                used: number;
            }[];
            /** @description The first ten events. */
            samples: {
                eventId: string;
                userId: string;
                name: string;
                /** Format: date-time */
                occurredAt: string;
                /** @description Features whose usage would be taken back. */
                lost: string[];
                /** @description Features that would be recorded. */
                gained: string[];
                /** @enum {string} */
                outcome: "mapped" | "unmapped";
            }[];
        };
        RuleSetChange: {
            /** @enum {string} */
            action: "create";
            /** @description As POST /api/rules takes it. */
            rule: components["schemas"]["NewRule"];
        } | {
            /** @enum {string} */
            action: "update";
            /**
             * Format: uuid
             * @description The rule that would be changed.
             */
            ruleId: string;
            /** @description As PATCH /api/rules/{id} takes it: fields that are absent stay. */
            rule: components["schemas"]["RuleChange"];
        } | {
            /** @enum {string} */
            action: "enable" | "disable" | "delete";
            /**
             * Format: uuid
             * @description The rule that would be changed.
             */
            ruleId: string;
        };
        Preview: {
            /** @description Unmapped events that saving would map. */
            unmapped: {
                events: components["schemas"]["Amount"];
                /** @description User ids in the events. */
                users: components["schemas"]["Amount"];
            };
            /** @description Against today, by feature. */
            features: {
                featureId: string;
                /** @description Usage that saving would record, from unmapped events. */
                gained: {
                    events: components["schemas"]["Amount"];
                    units: components["schemas"]["Amount"];
                    /** @description User ids in the events. */
                    users: components["schemas"]["Amount"];
                };
                /** @description Recorded usage that the rules give today and would give no more. Saving leaves it as it is. */
                lost: {
                    events: components["schemas"]["Amount"];
                    units: components["schemas"]["Amount"];
                    /** @description User ids in the events. */
                    users: components["schemas"]["Amount"];
                };
            }[];
            /** @description The same by day, newest first, 400 rows at most. */
            perDay: {
                /**
                 * Format: date
                 * @description Of `occurredAt`, in UTC.
                 */
                day: string;
                featureId: string;
                gained: {
                    events: components["schemas"]["Amount"];
                    units: components["schemas"]["Amount"];
                };
                lost: {
                    events: components["schemas"]["Amount"];
                    units: components["schemas"]["Amount"];
                };
            }[];
            /** @description The newest ten of each that were looked at. */
            samples: {
                gained: {
                    id: string;
                    name: string;
                    userId: string;
                    /** Format: date-time */
                    occurredAt: string;
                    properties: unknown;
                    /** @description What the event would give, or what it gave and would give no more. */
                    usage: {
                        featureId: string;
                        delta: number;
                    }[];
                    /** @description What each changed rule would say of the event. */
                    rules: {
                        /**
                         * Format: uuid
                         * @description null: the rule is new.
                         */
                        ruleId: string | null;
                        name: string;
                        matches: boolean;
                        conditions: {
                            condition: unknown;
                            verdict: boolean;
                            /** @description Type of the value seen, or `missing`. */
                            type: string;
                            /** @description The value seen; absent where it is missing. */
                            value?: unknown;
                            reason: string;
                        }[];
                    }[];
                }[];
                lost: {
                    id: string;
                    name: string;
                    userId: string;
                    /** Format: date-time */
                    occurredAt: string;
                    properties: unknown;
                    /** @description What the event would give, or what it gave and would give no more. */
                    usage: {
                        featureId: string;
                        delta: number;
                    }[];
                    /** @description What each changed rule would say of the event. */
                    rules: {
                        /**
                         * Format: uuid
                         * @description null: the rule is new.
                         */
                        ruleId: string | null;
                        name: string;
                        matches: boolean;
                        conditions: {
                            condition: unknown;
                            verdict: boolean;
                            /** @description Type of the value seen, or `missing`. */
                            type: string;
                            /** @description The value seen; absent where it is missing. */
                            value?: unknown;
                            reason: string;
                        }[];
                    }[];
                }[];
            };
            /** @description Unmapped events that fail a single condition by the type of their value alone, most first. */
            nearMisses: {
                /**
                 * Format: uuid
                 * @description null: the rule is new.
                 */
                ruleId: string | null;
                ruleName: string;
                /** @description Index of the one condition that fails. */
                condition: number;
                /** @description Type of the value seen. */
                type: string;
                value: unknown;
                events: components["schemas"]["Amount"];
                message: string;
            }[];
            looked: {
                /** @description Unmapped events that the changed rules could match by their names. */
                unmapped: {
                    /** @description How many were looked at. */
                    events: number;
                    /** @description How many there are to look at. */
                    of: components["schemas"]["Amount"];
                    /** @description Whether all were looked at. Otherwise every number is an estimate. */
                    exact: boolean;
                    /**
                     * @description What was looked at: all; events drawn by a hash of their ids; events on pages of the table drawn at random.
                     * @enum {string}
                     */
                    method: "all" | "random_events" | "random_pages";
                };
                /** @description Usage that the changed rules recorded. */
                recorded: {
                    /** @description How many were looked at. */
                    events: number;
                    /** @description How many there are to look at. */
                    of: components["schemas"]["Amount"];
                    /** @description Whether all were looked at. Otherwise every number is an estimate. */
                    exact: boolean;
                    /**
                     * @description What was looked at: all; events drawn by a hash of their ids; events on pages of the table drawn at random.
                     * @enum {string}
                     */
                    method: "all" | "random_events" | "random_pages";
                };
            };
            /** @description What the numbers leave out, in words. */
            notes: string[];
        };
        /** @description A number and the range that it lies in at 95 %. All three are equal where it is exact. */
        Amount: {
            value: number;
            low: number;
            high: number;
        };
        RuleImport: {
            /** @description Whether the plan was carried out. A plan without a change needs not be. */
            applied: boolean;
            plan: components["schemas"]["ImportPlan"];
            fixtures: {
                /** @description All of them give what they expect. */
                checked: number;
            };
            /** @description With `dryRun`: what the plan would do to stored events. null where nothing would change. */
            impact: components["schemas"]["Preview"] | null;
            /** @description The retroactive runs that the import began. */
            applications: components["schemas"]["Application"][];
        };
        ImportPlan: {
            /** @description Features that are not in the file stay as they are. */
            features: {
                /** @enum {string} */
                action: "create" | "change";
                id: string;
                /** @description The fields that differ. Empty for a new feature. */
                changes: {
                    field: string;
                    from: unknown;
                    to: unknown;
                }[];
            }[];
            rules: {
                /** @enum {string} */
                action: "create" | "change" | "delete";
                /**
                 * Format: uuid
                 * @description null: the rule is new.
                 */
                ruleId: string | null;
                name: string;
                /** @description The fields that differ. Empty for a new or deleted rule. */
                changes: {
                    field: string;
                    from: unknown;
                    to: unknown;
                }[];
            }[];
            unchanged: {
                features: number;
                rules: number;
            };
        };
        SentTestEvent: {
            messageId: string;
        };
        Event: {
            id: string;
            /** @enum {string} */
            type: "track" | "identify";
            messageId: string;
            userId: string;
            name: string | null;
            /** Format: date-time */
            occurredAt: string;
            /** Format: date-time */
            receivedAt: string;
            /** @enum {string} */
            outcome: "mapped" | "unmapped" | "identified" | "pending";
            /**
             * @description Why the event is unmapped.
             * @enum {string|null}
             */
            reason: "no_rule" | "unknown_feature" | "invalid_delta" | null;
            usage: {
                featureId: string;
                delta: number;
                /**
                 * Format: uuid
                 * @description null: the event named the feature itself.
                 */
                ruleId: string | null;
                ruleVersion: number | null;
            }[];
        };
        ExplainedEvent: {
            id: string;
            /** @enum {string} */
            type: "track" | "identify";
            messageId: string;
            userId: string;
            name: string | null;
            /** Format: date-time */
            occurredAt: string;
            /** Format: date-time */
            receivedAt: string;
            /** @enum {string} */
            outcome: "mapped" | "unmapped" | "identified" | "pending";
            /**
             * @description Why the event is unmapped.
             * @enum {string|null}
             */
            reason: "no_rule" | "unknown_feature" | "invalid_delta" | null;
            usage: {
                featureId: string;
                delta: number;
                /**
                 * Format: uuid
                 * @description null: the event named the feature itself.
                 */
                ruleId: string | null;
                ruleVersion: number | null;
            }[];
            /** @description The call as it came, without its key. */
            payload: unknown;
            /** @description What the rules say of this event now: the 50 nearest; `GET /api/events/{id}/explain` has all. Empty for identify. */
            rules: components["schemas"]["ExplainedRule"][];
        };
        ExplainedRule: {
            /** Format: uuid */
            ruleId: string;
            ruleVersion: number;
            name: string;
            featureId: string;
            enabled: boolean;
            /** @description All conditions hold. A disabled rule maps nothing all the same. */
            matches: boolean;
            /** @description How many conditions do not hold. */
            misses: number;
            /** @description The version by which this rule gave usage of the event; null: it gave none. */
            recordedVersion: number | null;
            /** @description Why a rule that matches gave no usage, or one that gave usage does not match. */
            note: string | null;
            conditions: {
                /** @description As the rule has it: path, operator, and the value wanted. */
                condition: unknown;
                verdict: boolean;
                /**
                 * @description `missing`: no value, or null. `type`: the value would do if it had the other type. `spelling`: it would do if case, white space, - and _ did not count. `value`: another value. null: the condition holds.
                 * @enum {string|null}
                 */
                miss: "missing" | "type" | "spelling" | "value" | null;
                /** @description Type of the value seen, or `missing`. */
                type: string;
                /** @description The value seen; absent where it is missing. */
                value?: unknown;
                /** @description The value is long: `value` is the beginning of the text, or of the JSON. */
                cut: boolean;
                /** @description In words, as in: `plan` is "Pro", the rule wants "pro". */
                reason: string;
            }[];
        };
        EventExplanation: {
            data: components["schemas"]["ExplainedRule"][];
            nextCursor: string | null;
            event: components["schemas"]["Event"];
            /** @description What became of the event and why, in a sentence. */
            summary: string;
            /** @description `properties.featureId`: no rule is asked about an event that has one. */
            askedFeatureId: string | null;
            /** @description The usage of the event, each record with what gave it. */
            records: {
                featureId: string;
                delta: number;
                /**
                 * Format: uuid
                 * @description null: the event named the feature itself.
                 */
                ruleId: string | null;
                ruleVersion: number | null;
                /** @description What the rule was called at that version. */
                ruleName: string | null;
                /** @description Those of that very version. Empty without a rule. */
                conditions: {
                    /** @description As the rule has it: path, operator, and the value wanted. */
                    condition: unknown;
                    verdict: boolean;
                    /**
                     * @description `missing`: no value, or null. `type`: the value would do if it had the other type. `spelling`: it would do if case, white space, - and _ did not count. `value`: another value. null: the condition holds.
                     * @enum {string|null}
                     */
                    miss: "missing" | "type" | "spelling" | "value" | null;
                    /** @description Type of the value seen, or `missing`. */
                    type: string;
                    /** @description The value seen; absent where it is missing. */
                    value?: unknown;
                    /** @description The value is long: `value` is the beginning of the text, or of the JSON. */
                    cut: boolean;
                    /** @description In words, as in: `plan` is "Pro", the rule wants "pro". */
                    reason: string;
                }[];
                reason: string;
            }[];
            /** @description How many rules there are, disabled ones included. */
            total: number;
        };
        Inbox: {
            data: components["schemas"]["UnmappedGroup"][];
            nextCursor: string | null;
            /** @description Of the environment, whatever the filter. */
            totals: {
                /** @description All events that are not mapped. Exact. */
                events: number;
                /** @description All minus the ignored ones: what waits for a decision. */
                open: number;
                /** @description Events in ignored groups. */
                ignored: number;
                /** @description Some ignored group of a path and value was counted in the newest events only. */
                ignoredAtLeast: boolean;
                /** @description Different event names. */
                names: number;
            };
        };
        UnmappedGroup: {
            /** @description The event name, cut at 255 characters. */
            name: string;
            /** @description Events that are not mapped, ignored ones included. Exact. */
            count: number;
            /** @description Those of them in ignored groups. */
            ignored: number;
            /** @description An ignored group of a path and value was counted in the newest events only. Never for an ignored name. */
            ignoredAtLeast: boolean;
            /**
             * Format: uuid
             * @description Where the name as a whole is ignored.
             */
            ignoredGroupId: string | null;
            /** @description Different user ids. */
            users: number;
            /** @description There are many events, and only the newest 10,000 were looked at for `users`. */
            usersAtLeast: boolean;
            /** @description Exact count by reason. */
            reasons: {
                [key: string]: number;
            };
            /** Format: date-time */
            firstSeenAt: string;
            /** Format: date-time */
            lastSeenAt: string;
            /** @description The newest event of the group. */
            sample: {
                id: string;
                /** @enum {string} */
                type: "track" | "identify";
                messageId: string;
                userId: string;
                name: string | null;
                /** Format: date-time */
                occurredAt: string;
                /** Format: date-time */
                receivedAt: string;
                /** @enum {string} */
                outcome: "mapped" | "unmapped" | "identified" | "pending";
                /**
                 * @description Why the event is unmapped.
                 * @enum {string|null}
                 */
                reason: "no_rule" | "unknown_feature" | "invalid_delta" | null;
                usage: {
                    featureId: string;
                    delta: number;
                    /**
                     * Format: uuid
                     * @description null: the event named the feature itself.
                     */
                    ruleId: string | null;
                    ruleVersion: number | null;
                }[];
                payload: unknown;
            };
        };
        UnmappedFacets: {
            name: string;
            path: string | null;
            value: (string | number | boolean) | null;
            /** @description What the figures are counted from. */
            looked: {
                /** @description Events looked at. */
                events: number;
                /** @description Events of the name that are not mapped. Exact. */
                of: number;
                /** @description So many of the newest are looked at, at most. */
                newest: number;
                /** @description Looked at and left out: they are in ignored groups. */
                ignored: number;
            };
            /** @description Events of the group among those looked at. */
            events: number;
            /** @description Count by reason. */
            reasons: {
                [key: string]: number;
            };
            /** @description Features that events ask for and that are not there, most first, 20 at most. */
            askedFeatures: {
                featureId: string;
                count: number;
            }[];
            /** @description Values of `delta` that are no numbers, most first, 20 at most. */
            invalidDeltas: {
                type: string;
                value: unknown;
                count: number;
            }[];
            /** @description Paths with few values first, those with about a value per event last. */
            paths: components["schemas"]["UnmappedFacet"][];
            /** @description false: paths were left out: 200 places on 6 levels are kept. Of an array the first 3 elements are looked into, always. */
            pathsComplete: boolean;
            /** @description The 5 newest events. */
            samples: {
                id: string;
                /** @enum {string} */
                type: "track" | "identify";
                messageId: string;
                userId: string;
                name: string | null;
                /** Format: date-time */
                occurredAt: string;
                /** Format: date-time */
                receivedAt: string;
                /** @enum {string} */
                outcome: "mapped" | "unmapped" | "identified" | "pending";
                /**
                 * @description Why the event is unmapped.
                 * @enum {string|null}
                 */
                reason: "no_rule" | "unknown_feature" | "invalid_delta" | null;
                usage: {
                    featureId: string;
                    delta: number;
                    /**
                     * Format: uuid
                     * @description null: the event named the feature itself.
                     */
                    ruleId: string | null;
                    ruleVersion: number | null;
                }[];
                payload: unknown;
            }[];
        };
        UnmappedFacet: {
            /** @description As a rule writes it. */
            path: string;
            /** @description Events with something there. */
            present: number;
            /** @description `present` by the events counted, 0 to 1. */
            share: number;
            /** @description Events by the type of what is there. */
            types: {
                [key: string]: number;
            };
            /** @description Different values. */
            distinct: number;
            /** @description There are more different values than are kept. */
            distinctAtLeast: boolean;
            /** @description About a value per event, as ids and times have. */
            distinctHeavy: boolean;
            /** @description The 20 most frequent. */
            values: {
                type: string;
                value: unknown;
                count: number;
                users: number;
                /**
                 * Format: uuid
                 * @description Where this group is ignored.
                 */
                ignoredGroupId: string | null;
            }[];
            /** @description Events with a value that is not shown. */
            other: number;
        };
        RuleSuggestion: {
            /** @description A body for `POST /api/rules`, once it has its feature. */
            rule: {
                name: string;
                /** @description null: to be chosen. */
                featureId: string | null;
                enabled: boolean;
                conditions: (({
                    /** @enum {string} */
                    kind: "event_name";
                    /** @enum {string} */
                    operator: "equals" | "not_equals" | "contains" | "not_contains" | "starts_with" | "not_starts_with" | "ends_with" | "not_ends_with";
                    value: string;
                } | {
                    /** @enum {string} */
                    kind: "event_name";
                    /** @enum {string} */
                    operator: "in" | "not_in";
                    values: string[];
                }) | ({
                    /** @enum {string} */
                    kind: "property";
                    path: string;
                    /** @enum {string} */
                    operator: "exists" | "not_exists" | "is_true" | "is_false";
                } | {
                    /** @enum {string} */
                    kind: "property";
                    path: string;
                    /** @enum {string} */
                    operator: "contains" | "not_contains" | "starts_with" | "not_starts_with" | "ends_with" | "not_ends_with";
                    value: string;
                } | {
                    /** @enum {string} */
                    kind: "property";
                    path: string;
                    /** @enum {string} */
                    operator: "greater_than" | "greater_or_equal" | "less_than" | "less_or_equal";
                    value: number;
                } | {
                    /** @enum {string} */
                    kind: "property";
                    path: string;
                    /** @enum {string} */
                    operator: "equals" | "not_equals" | "includes" | "not_includes";
                    value: string | number | boolean;
                } | {
                    /** @enum {string} */
                    kind: "property";
                    path: string;
                    /** @enum {string} */
                    operator: "in" | "not_in";
                    values: (string | number | boolean)[];
                }))[];
            };
            /**
             * @description `asked`: the newest events name it by `properties.featureId`. `similar_name`: a feature is called like the group.
             * @enum {string|null}
             */
            featureFrom: "asked" | "similar_name" | null;
            /** @description A body for `POST /api/features` where the asked feature is not there: creating it maps the events. */
            newFeature: {
                id: string;
                name: string;
                /** @enum {string} */
                type: "BINARY" | "CONSUMABLE";
            } | null;
            note: string | null;
            /** @description What the figures are counted from. */
            looked: {
                /** @description Events looked at. */
                events: number;
                /** @description Events of the name that are not mapped. Exact. */
                of: number;
                /** @description So many of the newest are looked at, at most. */
                newest: number;
                /** @description Looked at and left out: they are in ignored groups. */
                ignored: number;
            };
        };
        AskedFeature: {
            featureId: string;
            /** @description Events that ask for it, ignored ones included. Exact. */
            count: number;
            /** @description Different user ids. */
            users: number;
            /** @description There are many events, and only the newest 10,000 were looked at for `users`. */
            usersAtLeast: boolean;
            /** @description The 5 most frequent event names. */
            names: {
                name: string;
                count: number;
            }[];
            /** @description A body for `POST /api/features`: creating the feature maps the events. null: no feature can have the id. */
            newFeature: {
                id: string;
                name: string;
                /** @enum {string} */
                type: "BINARY" | "CONSUMABLE";
            } | null;
        };
        IgnoredGroup: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description null: every event of the name. */
            path: string | null;
            value: (string | number | boolean) | null;
            /** Format: date-time */
            createdAt: string;
        };
        NewIgnoredGroup: {
            /** @description The name of a group of `GET /api/unmapped`; may be empty. */
            name: string;
            /** @description A property path, as rules write it. With `value`. */
            path?: string;
            value?: string | number | boolean;
        };
        Usage: {
            total: number;
            data: {
                /** Format: date-time */
                from: string;
                /** Format: date-time */
                to: string;
                used: number;
            }[];
        };
        FeaturesUsage: {
            data: {
                featureId: string;
                used: number;
                records: number;
            }[];
        };
        UserOfFeature: {
            /** @description An external id of the user, for `GET /api/usage/{userId}/{featureId}/records`. */
            userId: string;
            /** @description null: the user was deleted; the usage stays under its external id. */
            user: {
                key: string;
                name: string | null;
                email: string | null;
            } | null;
            used: number;
            records: number;
        };
        UsageSeries: {
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            data: {
                featureId: string;
                total: number;
                /** @description In UTC; those without usage are left out. */
                periods: {
                    /** Format: date-time */
                    from: string;
                    /** Format: date-time */
                    to: string;
                    used: number;
                }[];
            }[];
        };
        UsageRecord: {
            eventId: string;
            messageId: string;
            /** @description The external id that the event came with. */
            userId: string;
            /** @description Name of the event. */
            name: string;
            /** Format: date-time */
            occurredAt: string;
            /** Format: date-time */
            recordedAt: string;
            /** @description Units. The sum over all records is the usage. */
            delta: number;
            /** @description The rule version that gave it, by its name then; null: the event named the feature itself. */
            rule: {
                /** Format: uuid */
                id: string;
                version: number;
                name: string;
            } | null;
            /** @description true: it takes back what was recorded for the same event before. */
            reversal: boolean;
        };
        MergeRequest: {
            /**
             * @description Any external ids of the users.
             * @default []
             */
            ids?: string[];
            /**
             * @description The server's keys of users, for those without an id.
             * @default []
             */
            keys?: string[];
            /**
             * @description Shows what would be, and changes nothing.
             * @default false
             */
            dryRun?: boolean;
        };
        MergeResult: {
            /** @description Null for a dry run. */
            merge: components["schemas"]["Merge"] | null;
            /** @description The user that is left. */
            user: components["schemas"]["UserDetails"];
            /** @description The users that went into it, as they were. */
            merged: components["schemas"]["User"][];
            /** @description By feature: of each user as they were, and of the one that is left. */
            usage: {
                before: {
                    key: string;
                    id: string | null;
                    data: {
                        featureId: string;
                        used: number;
                        records: number;
                    }[];
                }[];
                after: {
                    featureId: string;
                    used: number;
                    records: number;
                }[];
            };
        };
        Merge: {
            /** Format: uuid */
            id: string;
            /** @description Key of the user that was kept. */
            survivorKey: string;
            /** @description Keys of the users that went into it. */
            mergedKeys: string[];
            /** @description The user that was kept, as it is; as it was after the merge, where it is gone since. */
            survivor: {
                /** @description The server's own key: users without an id are named by it. */
                key: string;
                /** @description Null for a user of a billing provider who was not identified yet. */
                id: string | null;
                name: string | null;
                email: string | null;
            } | null;
            /** @description The users that went into it, as they were; after an undo as they are, if they are there. */
            merged: {
                /** @description The server's own key: users without an id are named by it. */
                key: string;
                /** @description Null for a user of a billing provider who was not identified yet. */
                id: string | null;
                name: string | null;
                email: string | null;
            }[];
            /** @description By an identify call or an import, not by a person. */
            automatic: boolean;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            undoneAt: string | null;
        };
        UserDetails: {
            /** @description The server's own key: users without an id are named by it. */
            key: string;
            /** @description Null for a user of a billing provider who was not identified yet. */
            id: string | null;
            name: string | null;
            email: string | null;
            billingId: string | null;
            /**
             * @description Told by the form of the billing id.
             * @enum {string|null}
             */
            billingProvider: "stripe" | "chargebee" | null;
            /**
             * @description The provider that the user was imported from.
             * @enum {string|null}
             */
            origin: "stripe" | "chargebee" | null;
            metadata: {
                [key: string]: unknown;
            };
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /** @description Every external id that is theirs, by merges. */
            identities: string[];
        };
        User: {
            /** @description The server's own key: users without an id are named by it. */
            key: string;
            /** @description Null for a user of a billing provider who was not identified yet. */
            id: string | null;
            name: string | null;
            email: string | null;
            billingId: string | null;
            /**
             * @description Told by the form of the billing id.
             * @enum {string|null}
             */
            billingProvider: "stripe" | "chargebee" | null;
            /**
             * @description The provider that the user was imported from.
             * @enum {string|null}
             */
            origin: "stripe" | "chargebee" | null;
            metadata: {
                [key: string]: unknown;
            };
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        UndoneMerge: {
            merge: components["schemas"]["Merge"];
            /** @description The survivor, then the others. */
            users: components["schemas"]["UserDetails"][];
        };
        Import: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            source: "csv" | "stripe" | "chargebee";
            /** @enum {string} */
            state: "uploading" | "waiting" | "running" | "done" | "failed";
            /** @description Rows or customers read so far. */
            rows: number;
            created: number;
            updated: number;
            /** @description Rows that brought an import and a user together. */
            merged: number;
            unchanged: number;
            /** @description Rows that could not be taken: the report has each with its line and reason. */
            failed: number;
            /** @description Why the whole import failed. */
            error: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            startedAt: string | null;
            /** Format: date-time */
            finishedAt: string | null;
        };
        UserFlags: {
            users: number;
            /** @description Users without a billing id. */
            no_billing: number;
            /** @description Users that share an email with another. */
            same_email: number;
        };
        NewUser: {
            /**
             * @description Your id of the user. Absent only with `origin`.
             * @default null
             */
            id?: string | null;
            /** @default null */
            name?: string | null;
            /** @default null */
            email?: string | null;
            /**
             * @description Customer id at Stripe (`cus_…`) or Chargebee (anything else).
             * @default null
             */
            billingId?: string | null;
            /**
             * @description The provider that the user was imported from. Without an id, the first identify takes it over.
             * @default null
             * @enum {string|null}
             */
            origin?: "stripe" | "chargebee" | null;
            /** @default {} */
            metadata?: {
                [key: string]: unknown;
            };
        };
        UserChange: {
            name?: string | null;
            email?: string | null;
            billingId?: string | null;
            metadata?: {
                [key: string]: unknown;
            };
        };
        DeletedUser: {
            /** @description Gone: name, email, billing id, metadata, and what merges remembered of them. */
            deleted: {
                key: string;
                id: string | null;
            };
            /** @description Usage stays under these identities. An event of one of them makes a user of it again. */
            keptUsage: {
                identities: string[];
                data: {
                    featureId: string;
                    used: number;
                    records: number;
                }[];
            };
        };
        UserUsage: {
            /** @description The external id; null for a user without one. */
            userId: string | null;
            data: {
                featureId: string;
                used: number;
                records: number;
            }[];
        };
        NewImport: {
            /**
             * @description Whose customers are imported.
             * @enum {string}
             */
            provider: "stripe" | "chargebee";
        };
        ImportFault: {
            /** @description Of the file, from 1; of a provider, its customer. */
            line: number;
            reason: string;
        };
        Conservation: {
            /** @description received = mapped + unmapped + identified + pending, and usage equals its recompute. */
            balanced: boolean;
            /** @description Accepted calls, counted at the door in the transaction that stored them. */
            received: number;
            /** @description Rows of the event store. */
            stored: number;
            /** @description Track events with usage that stands. */
            mapped: number;
            /** @description Track events without usage. */
            unmapped: number;
            /** @description Identify calls that were applied. */
            identified: number;
            /** @description Stored and not yet attributed. */
            pending: number;
            /** @description Calls whose messageId was stored before. Not part of received. */
            duplicates: number;
            /** @description Calls that were refused. Not part of received. */
            dropped: number;
            /** @description Calls of a type that is not taken. Not part of received. */
            ignored: number;
            usage: {
                /** @description The recompute from the records equals the rollups: feature by feature, with `verify=full` user by user and hour by hour. */
                equal: boolean;
                features: {
                    featureId: string;
                    /** @description Sum of the usage records and their reversals. */
                    records: number;
                    /** @description Sum of the rollups that totals are read from. */
                    rollups: number;
                }[];
            };
            /** @description With `verify=full`: every event judged again by the rule versions that its usage names, what was taken back included. */
            verification: {
                /** @description Track events attributed again. */
                checked: number;
                differences: number;
                /** @description The first 100 differences. */
                samples: {
                    eventId: string;
                    /** @description Where the event is. */
                    stored: string;
                    /** @description Where the rules put it. */
                    recomputed: string;
                }[];
                /** @description No differences: unmapped events that the rules of today map, because a run that is not done, or was paused or cancelled, has not come to them. `POST /api/rules/{id}/apply` begins it again. */
                awaitingRun: {
                    events: number;
                    runs: {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        ruleId: string | null;
                        featureId: string | null;
                        state: string;
                        /** @description Events that this run has not looked at. */
                        events: number;
                    }[];
                };
            } | null;
        };
        ApiKey: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @enum {string} */
            scope: "admin" | "ingest";
            /** @description Beginning and last four characters; null for keys of older versions. */
            hint: string | null;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description To the minute; null: never.
             */
            lastUsedAt: string | null;
            /** Format: date-time */
            revokedAt: string | null;
        };
        NewApiKey: {
            /** @description What the key is for, such as `Shop, browser`. */
            name: string;
            /**
             * @description `admin` may do everything in its environment; `ingest` may send events and read nothing, so it may be public.
             * @enum {string}
             */
            scope: "admin" | "ingest";
        };
        CreatedApiKey: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @enum {string} */
            scope: "admin" | "ingest";
            /** @description Beginning and last four characters; null for keys of older versions. */
            hint: string | null;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description To the minute; null: never.
             */
            lastUsedAt: string | null;
            /** Format: date-time */
            revokedAt: string | null;
            /** @description The key itself: shown this once, only its hash is kept. */
            key: string;
        };
        Status: {
            /**
             * Format: date-time
             * @description When the newest event came.
             */
            lastEventAt: string | null;
            /** @description Whether an event came in the last 24 hours. */
            connected: boolean;
            /** @description Events that are not mapped and wait for a decision: `totals.open` of `GET /api/unmapped`, some seconds old. */
            unmapped: number;
            /** @description Users without a billing id. */
            noBilling: number;
            /** @description Users that share an email with another. */
            sameEmail: number;
        };
        SignIn: {
            /** @description An admin key, `prv_…`. */
            key: string;
        };
        Session: {
            /** @description The environments that this browser is signed in to, `test` before `live`. */
            environments: {
                /** @enum {string} */
                environment: "test" | "live";
                /** Format: uuid */
                keyId: string;
                keyName: string;
                /** Format: date-time */
                signedInAt: string;
                /**
                 * Format: date-time
                 * @description Moves on while the session is used.
                 */
                expiresAt: string;
            }[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    Features_list: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description `true`: archived features alone; `all`: both. */
                archived?: "false" | "true" | "all";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Feature"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Features_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewFeature"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedFeature"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id is taken. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Features_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Feature"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Features_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A rule or recorded usage refers to the feature. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Features_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FeatureChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Feature"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Features_apply: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedFeature"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Features_archive: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Feature"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Features_unarchive: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Feature"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Overlaps_all: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleOverlaps"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Overlaps_of: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ComparedRule"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleOverlaps"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Rules_list: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                featureId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Rule"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Rules_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRule"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleWithRun"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Rules_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rule"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Rules_replace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleReplacement"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleWithRun"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rule is at another version. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Rules_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Rules_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleWithRun"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rule is at another version. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Rules_enable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleWithRun"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Rules_disable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleWithRun"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Rules_listVersions: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RuleVersion"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Rules_restore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleRestore"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleWithRun"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Rules_apply: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleWithRun"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rule is disabled. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Rules_retract: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleRetract"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetractResult"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rule is enabled, and would record the same again. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Rules_listApplications: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Application"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    RulePreview_preview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleSetChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The rule is at another version. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    RuleFiles_export: {
        parameters: {
            query?: {
                /** @description Absent: JSON where `Accept` asks for it first, else YAML. */
                format?: "yaml" | "json";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/yaml": string;
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    RuleFiles_import: {
        parameters: {
            query?: {
                /** @description Shows the plan and its impact, and changes nothing. */
                dryRun?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/yaml": string;
                "application/json": string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleImport"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Applications_list: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description Runs of this rule alone. */
                ruleId?: string;
                state?: "waiting" | "running" | "paused" | "done" | "cancelled" | "superseded";
                kind?: "apply" | "retract";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Application"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Applications_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Applications_pause: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The run is not at work. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Applications_resume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The run is not paused. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Applications_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The run has ended. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    TestEvent_send: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentTestEvent"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    EventStream_stream: {
        parameters: {
            query?: {
                /** @description The exact event name. */
                name?: string;
                type?: "track" | "identify";
                /** @description Events of the user that owns this external id, by the identities of this moment. */
                userId?: string;
                /** @description How many of the newest events come first. */
                backlog?: number;
            };
            header?: {
                /** @description Sent by a browser that comes back. */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream that ends with the connection, the key or the session. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many streams are open. Try again after `Retry-After`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Events_list: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description Events of the user that owns this external id. */
                userId?: string;
                /** @description The exact event name. */
                name?: string;
                type?: "track" | "identify";
                outcome?: "mapped" | "unmapped" | "identified" | "pending";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Event"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Events_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExplainedEvent"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Events_explain: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventExplanation"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Unmapped_list: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description `count`: most open events first. `newest`: last seen first. */
                sort?: "count" | "newest";
                /** @description `false`: names with open events. `true`: names of which every event is ignored. */
                ignored?: "false" | "true" | "all";
                /** @description Part of the name, whatever its case. */
                search?: string;
                /** @description Names with events of this reason. */
                reason?: "no_rule" | "unknown_feature" | "invalid_delta";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Inbox"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Unmapped_readFacets: {
        parameters: {
            query: {
                /** @description The name of a group of `GET /api/unmapped`; may be empty. */
                name: string;
                /** @description A property path, as rules write it. With `value`. */
                path?: string;
                /** @description The value at `path`, as JSON: a text stands in quotes, so that "5" is not 5. */
                value?: string;
                /** @description `false` leaves out events of ignored groups of a path and value. */
                ignored?: "false" | "all";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnmappedFacets"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Unmapped_suggest: {
        parameters: {
            query: {
                /** @description The name of a group of `GET /api/unmapped`; may be empty. */
                name: string;
                /** @description A property path, as rules write it. With `value`. */
                path?: string;
                /** @description The value at `path`, as JSON: a text stands in quotes, so that "5" is not 5. */
                value?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleSuggestion"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Unmapped_listFeatures: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AskedFeature"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Unmapped_listIgnored: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["IgnoredGroup"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Unmapped_ignore: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewIgnoredGroup"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IgnoredGroup"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Unmapped_unignore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Usage_read: {
        parameters: {
            query?: {
                /** @description Usage of the user that owns this external id; absent: of everybody. */
                userId?: string;
                /** @description Absent: all features, summed. */
                featureId?: string;
                /** @description Inclusive. ISO 8601; a date alone is its midnight in UTC. */
                from?: string;
                /** @description Exclusive. ISO 8601; a date alone is its midnight in UTC. */
                to?: string;
                /** @description Periods in UTC. */
                groupBy?: "hour" | "day" | "month";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Usage"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Usage_readFeatures: {
        parameters: {
            query?: {
                /** @description Inclusive. ISO 8601; a date alone is its midnight in UTC. */
                from?: string;
                /** @description Exclusive. ISO 8601; a date alone is its midnight in UTC. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeaturesUsage"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Usage_listUsers: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description Inclusive. ISO 8601; a date alone is its midnight in UTC. */
                from?: string;
                /** @description Exclusive. ISO 8601; a date alone is its midnight in UTC. */
                to?: string;
            };
            header?: never;
            path: {
                featureId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["UserOfFeature"][];
                        nextCursor: string | null;
                        /** @description Of all users in the range, not of this page. */
                        totals: {
                            used: number;
                            users: number;
                        };
                    };
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Usage_exportUsers: {
        parameters: {
            query?: {
                /** @description Inclusive. ISO 8601; a date alone is its midnight in UTC. */
                from?: string;
                /** @description Exclusive. ISO 8601; a date alone is its midnight in UTC. */
                to?: string;
            };
            header?: never;
            path: {
                featureId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Usage_readSeries: {
        parameters: {
            query: {
                /** @description Up to 20 features: `featureId=a&featureId=b`. */
                featureId: string[];
                /** @description Inclusive; absent: 30 days before `to`. */
                from?: string;
                /** @description Exclusive; absent: now. */
                to?: string;
                /** @description Periods in UTC. */
                groupBy?: "hour" | "day" | "month";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsageSeries"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Usage_exportSeries: {
        parameters: {
            query: {
                /** @description Up to 20 features: `featureId=a&featureId=b`. */
                featureId: string[];
                /** @description Inclusive; absent: 30 days before `to`. */
                from?: string;
                /** @description Exclusive; absent: now. */
                to?: string;
                /** @description Periods in UTC. */
                groupBy?: "hour" | "day" | "month";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Usage_listRecords: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description Inclusive. ISO 8601; a date alone is its midnight in UTC. */
                from?: string;
                /** @description Exclusive. ISO 8601; a date alone is its midnight in UTC. */
                to?: string;
            };
            header?: never;
            path: {
                userId: string;
                featureId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["UsageRecord"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Merges_merge: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MergeRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MergeResult"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description One of the users is not there. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description All that were named are one user. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Merges_list: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description Merges that went into the user with this key. */
                survivorKey?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Merge"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Merges_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Merge"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Merges_undo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UndoneMerge"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It was undone already, or the user that was kept went into another since. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    UserFiles_export: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    UserFiles_import: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Users_list: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                /** @description The user that owns this external id. */
                id?: string;
                /** @description Users with this email, in any case. */
                email?: string;
                /** @description Users whose name begins so, in any case. */
                name?: string;
                /** @description `no_billing`: without a billing id. `same_email`: sharing an email, group by group. */
                flag?: "no_billing" | "same_email";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["User"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Users_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUser"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The id is taken. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Users_countFlags: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserFlags"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Users_read: {
        parameters: {
            query?: {
                /** @description Whether the path names the user by an external id or by the server's key. */
                by?: "id" | "key";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDetails"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Users_delete: {
        parameters: {
            query?: {
                /** @description Whether the path names the user by an external id or by the server's key. */
                by?: "id" | "key";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedUser"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Users_update: {
        parameters: {
            query?: {
                /** @description Whether the path names the user by an external id or by the server's key. */
                by?: "id" | "key";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Users_readUsage: {
        parameters: {
            query?: {
                /** @description Whether the path names the user by an external id or by the server's key. */
                by?: "id" | "key";
                /** @description Inclusive. ISO 8601; a date alone is its midnight in UTC. */
                from?: string;
                /** @description Exclusive. ISO 8601; a date alone is its midnight in UTC. */
                to?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserUsage"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Imports_list: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Import"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Imports_begin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewImport"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The settings lack the key of the provider. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Imports_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Imports_listFaults: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ImportFault"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Imports_report: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Conservation_prove: {
        parameters: {
            query?: {
                /** @description Judges every stored track event again. Reads the whole store. */
                verify?: "full";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conservation"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Keys_list: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ApiKey"][];
                        nextCursor: string | null;
                    };
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Keys_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewApiKey"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApiKey"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Keys_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is not there, or belongs to the other environment. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It is the last admin key of its environment. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Status_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No key, or one that is unknown or revoked; or a browser that is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site sent the cookie. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Session_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Session_signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key is unknown or revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The key can send events only, or a page of another site asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many sign-ins failed. Try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    Session_signOut: {
        parameters: {
            query?: {
                /** @description Absent: both. */
                environment?: "test" | "live";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The input is wrong: `faults` names every fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A page of another site asks. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database does not answer. Try again after `Retry-After`. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
