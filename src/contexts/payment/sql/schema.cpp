#include "contexts/payment/sql/schema.hpp"

#include "eventing/schema.hpp"

namespace boxoffice::payment {
namespace {

constexpr std::string_view tables = R"sql(
-- One row per attempt to charge, with its refunds; order_id is its name at the provider.
CREATE TABLE payment (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, order_id TEXT NOT NULL,
    user_id INTEGER NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL);
CREATE UNIQUE INDEX payment_order ON payment (order_id);

-- Every change of a payment, written in its own transaction.
CREATE TABLE payment_history (payment_id INTEGER NOT NULL, version INTEGER NOT NULL,
    at INTEGER NOT NULL, input TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (payment_id, version)) WITHOUT ROWID;
)sql";

/// One row per movement, with a column for each account: a row that does not sum up to zero cannot
/// be written, and none can be changed. Source: docs/adr/0007-ledger.md.
constexpr std::string_view ledger = R"sql(
CREATE TABLE ledger (payment_id INTEGER NOT NULL, version INTEGER NOT NULL, line INTEGER NOT NULL,
    reservation_id INTEGER NOT NULL, refund_id INTEGER NOT NULL, occasion TEXT NOT NULL,
    at INTEGER NOT NULL, currency TEXT NOT NULL, provider INTEGER NOT NULL,
    open_items INTEGER NOT NULL, tickets INTEGER NOT NULL, refunds_payable INTEGER NOT NULL,
    retained_fees INTEGER NOT NULL, PRIMARY KEY (payment_id, version, line),
    CHECK (provider + open_items + tickets + refunds_payable + retained_fees = 0)) WITHOUT ROWID;
CREATE INDEX ledger_at ON ledger (at);
CREATE TRIGGER ledger_is_never_changed BEFORE UPDATE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the ledger is never changed: book the opposite'); END;
CREATE TRIGGER ledger_is_never_shortened BEFORE DELETE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the ledger is never changed: book the opposite'); END;

-- Payments some of whose money is neither ticket nor back.
ALTER TABLE payment ADD COLUMN is_open INTEGER NOT NULL DEFAULT 0;
CREATE INDEX payment_open ON payment (id) WHERE is_open = 1;

-- Money from before: what had not gone back counts as tickets, except for refused refunds.
CREATE TEMP TABLE opening AS SELECT payment.id AS id, version,
    CAST(json_extract(body, '$.reservationId') AS INTEGER) AS reservation_id,
    json_extract(body, '$.amount.currency') AS currency,
    (SELECT MAX(at) FROM payment_history WHERE payment_id = payment.id) AS at,
    json_extract(body, '$.amount.amount')
        - COALESCE(json_extract(body, '$.refundedUnasked.amount'), 0)
        - (SELECT COALESCE(SUM(json_extract(value, '$.amount.amount')), 0)
           FROM json_each(body, '$.refunds') WHERE json_extract(value, '$.state') = 'done')
        AS provider,
    (SELECT COALESCE(SUM(json_extract(value, '$.amount.amount')), 0)
     FROM json_each(body, '$.refunds') WHERE json_extract(value, '$.state') = 'failed') AS refused,
    (SELECT COALESCE(SUM(json_extract(value, '$.amount.amount')), 0)
     FROM json_each(body, '$.refunds')
     WHERE json_extract(value, '$.state') IN ('requested', 'unknown')) AS payable
    FROM payment WHERE state = 'captured';
INSERT INTO ledger SELECT id, version, 0, reservation_id, 0, 'opening', COALESCE(at, 0), currency,
    provider, -refused, refused + payable - provider, -payable, 0
    FROM opening WHERE provider <> 0 OR refused <> 0 OR payable <> 0;
UPDATE payment SET is_open = (SELECT refused <> 0 OR payable <> 0 FROM opening
        WHERE opening.id = payment.id),
    body = (SELECT json_set(body,
        '$.tickets', json_object('amount', provider - refused - payable, 'currency', currency),
        '$.issued', json_object('amount', provider - refused - payable, 'currency', currency))
        FROM opening WHERE opening.id = payment.id)
    WHERE id IN (SELECT id FROM opening);
DROP TABLE opening;
)sql";

constexpr std::string_view opening_books = ledger.substr(ledger.find("-- Money from before:"));

constexpr std::string_view reconciliation = R"sql(
-- The provider's own movements of our orders, as it listed them.
CREATE TABLE provider_statement (payment_id INTEGER NOT NULL, key TEXT NOT NULL,
    is_capture INTEGER NOT NULL, idempotency_key TEXT NOT NULL, amount INTEGER NOT NULL,
    currency TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (payment_id, key)) WITHOUT ROWID;

-- One look at a stretch of time, and how far it has come: cursor while listing, then the last
-- movement or payment looked at.
CREATE TABLE reconciliation_run (id INTEGER PRIMARY KEY, schedule TEXT NOT NULL,
    from_at INTEGER NOT NULL, to_at INTEGER NOT NULL, phase TEXT NOT NULL, method TEXT NOT NULL,
    cursor TEXT NOT NULL, reached_at INTEGER NOT NULL, reached_payment INTEGER NOT NULL,
    listed INTEGER NOT NULL, compared INTEGER NOT NULL, repaired INTEGER NOT NULL,
    raised INTEGER NOT NULL, unanswered INTEGER NOT NULL, reason TEXT NOT NULL,
    started_at INTEGER NOT NULL, finished_at INTEGER);
CREATE INDEX reconciliation_run_open ON reconciliation_run (schedule) WHERE finished_at IS NULL;
CREATE INDEX reconciliation_run_finished_at ON reconciliation_run (finished_at);

-- What differs; subject is the payment, its refund, or an order that is not ours.
CREATE TABLE reconciliation_finding (id INTEGER PRIMARY KEY, divergence TEXT NOT NULL,
    subject TEXT NOT NULL, payment_id INTEGER NOT NULL, reservation_id INTEGER NOT NULL,
    ours INTEGER NOT NULL, theirs INTEGER NOT NULL, currency TEXT NOT NULL, state TEXT NOT NULL,
    run_id INTEGER NOT NULL, first_seen_at INTEGER NOT NULL, last_seen_at INTEGER NOT NULL,
    note TEXT NOT NULL, acknowledged_by INTEGER NOT NULL, acknowledged_at INTEGER);
CREATE UNIQUE INDEX reconciliation_finding_subject ON reconciliation_finding (subject, divergence);
CREATE INDEX reconciliation_finding_payment ON reconciliation_finding (payment_id);
CREATE INDEX reconciliation_finding_open ON reconciliation_finding (payment_id)
    WHERE state IN ('repairing', 'open');
)sql";

/// A sixth account. The table is made anew, because its CHECK has to know all of them.
constexpr std::string_view paid_by_hand = R"sql(
DROP TRIGGER ledger_is_never_changed;
DROP TRIGGER ledger_is_never_shortened;
DROP INDEX ledger_at;
ALTER TABLE ledger RENAME TO ledger_of_five;
CREATE TABLE ledger (payment_id INTEGER NOT NULL, version INTEGER NOT NULL, line INTEGER NOT NULL,
    reservation_id INTEGER NOT NULL, refund_id INTEGER NOT NULL, occasion TEXT NOT NULL,
    at INTEGER NOT NULL, currency TEXT NOT NULL, provider INTEGER NOT NULL,
    open_items INTEGER NOT NULL, tickets INTEGER NOT NULL, refunds_payable INTEGER NOT NULL,
    retained_fees INTEGER NOT NULL, paid_by_hand INTEGER NOT NULL,
    PRIMARY KEY (payment_id, version, line), CHECK (provider + open_items + tickets +
        refunds_payable + retained_fees + paid_by_hand = 0)) WITHOUT ROWID;
INSERT INTO ledger SELECT payment_id, version, line, reservation_id, refund_id, occasion, at,
    currency, provider, open_items, tickets, refunds_payable, retained_fees, 0 FROM ledger_of_five;
DROP TABLE ledger_of_five;
CREATE INDEX ledger_at ON ledger (at);
CREATE TRIGGER ledger_is_never_changed BEFORE UPDATE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the ledger is never changed: book the opposite'); END;
CREATE TRIGGER ledger_is_never_shortened BEFORE DELETE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the ledger is never changed: book the opposite'); END;
)sql";

/// What each day (UTC) moved, kept up by whoever books: balances are the sum of a row per day, not
/// of every movement there ever was. `boxoffice verify` holds it against the ledger.
constexpr std::string_view ledger_days = R"sql(
CREATE TABLE ledger_day (day INTEGER NOT NULL, currency TEXT NOT NULL, movements INTEGER NOT NULL,
    captured INTEGER NOT NULL, refunded INTEGER NOT NULL, provider INTEGER NOT NULL,
    open_items INTEGER NOT NULL, tickets INTEGER NOT NULL, refunds_payable INTEGER NOT NULL,
    retained_fees INTEGER NOT NULL, paid_by_hand INTEGER NOT NULL, PRIMARY KEY (day, currency),
    CHECK (provider + open_items + tickets + refunds_payable + retained_fees + paid_by_hand = 0))
    WITHOUT ROWID;
INSERT INTO ledger_day SELECT at / 86400000, currency, COUNT(*),
    SUM(CASE WHEN provider > 0 THEN provider ELSE 0 END),
    SUM(CASE WHEN provider < 0 THEN -provider ELSE 0 END), SUM(provider), SUM(open_items),
    SUM(tickets), SUM(refunds_payable), SUM(retained_fees), SUM(paid_by_hand)
    FROM ledger GROUP BY at / 86400000, currency;
)sql";

/// The tills of the desk: two more accounts, and both tables are made anew for their CHECKs.
constexpr std::string_view tills = R"sql(
DROP TRIGGER ledger_is_never_changed;
DROP TRIGGER ledger_is_never_shortened;
DROP INDEX ledger_at;
ALTER TABLE ledger RENAME TO ledger_of_six;
CREATE TABLE ledger (payment_id INTEGER NOT NULL, version INTEGER NOT NULL, line INTEGER NOT NULL,
    reservation_id INTEGER NOT NULL, refund_id INTEGER NOT NULL, occasion TEXT NOT NULL,
    at INTEGER NOT NULL, currency TEXT NOT NULL, provider INTEGER NOT NULL,
    open_items INTEGER NOT NULL, tickets INTEGER NOT NULL, refunds_payable INTEGER NOT NULL,
    retained_fees INTEGER NOT NULL, paid_by_hand INTEGER NOT NULL, cash_drawer INTEGER NOT NULL,
    card_terminal INTEGER NOT NULL, PRIMARY KEY (payment_id, version, line),
    CHECK (provider + open_items + tickets + refunds_payable + retained_fees + paid_by_hand +
        cash_drawer + card_terminal = 0)) WITHOUT ROWID;
INSERT INTO ledger SELECT payment_id, version, line, reservation_id, refund_id, occasion, at,
    currency, provider, open_items, tickets, refunds_payable, retained_fees, paid_by_hand, 0, 0
    FROM ledger_of_six;
DROP TABLE ledger_of_six;
CREATE INDEX ledger_at ON ledger (at);
CREATE TRIGGER ledger_is_never_changed BEFORE UPDATE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the ledger is never changed: book the opposite'); END;
CREATE TRIGGER ledger_is_never_shortened BEFORE DELETE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the ledger is never changed: book the opposite'); END;

ALTER TABLE ledger_day RENAME TO ledger_day_of_six;
CREATE TABLE ledger_day (day INTEGER NOT NULL, currency TEXT NOT NULL, movements INTEGER NOT NULL,
    captured INTEGER NOT NULL, refunded INTEGER NOT NULL, provider INTEGER NOT NULL,
    open_items INTEGER NOT NULL, tickets INTEGER NOT NULL, refunds_payable INTEGER NOT NULL,
    retained_fees INTEGER NOT NULL, paid_by_hand INTEGER NOT NULL, cash_drawer INTEGER NOT NULL,
    card_terminal INTEGER NOT NULL, PRIMARY KEY (day, currency),
    CHECK (provider + open_items + tickets + refunds_payable + retained_fees + paid_by_hand +
        cash_drawer + card_terminal = 0)) WITHOUT ROWID;
INSERT INTO ledger_day SELECT day, currency, movements, captured, refunded, provider, open_items,
    tickets, refunds_payable, retained_fees, paid_by_hand, 0, 0 FROM ledger_day_of_six;
DROP TABLE ledger_day_of_six;
)sql";

/// Replicas that begin a run at the same time: one of them does.
constexpr std::string_view one_open_run = R"sql(
DROP INDEX reconciliation_run_open;
CREATE UNIQUE INDEX reconciliation_run_open ON reconciliation_run (schedule)
    WHERE finished_at IS NULL;
)sql";

}  // namespace

std::vector<ports::Migration> migrations() {
    return eventing::with_kernel({{100, "payments and their history", tables},
                                  {101, "the ledger", ledger, opening_books},
                                  {102, "reconciliation", reconciliation},
                                  {103, "refunds paid by hand", paid_by_hand},
                                  {104, "the ledger's days", ledger_days},
                                  {105, "the tills of the desk", tills},
                                  {106, "one open run of each schedule", one_open_run}});
}

}  // namespace boxoffice::payment
