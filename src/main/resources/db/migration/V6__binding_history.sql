-- version counts what happened to the binding, deliveries aside: it numbers the history.
ALTER TABLE binding ADD COLUMN version BIGINT DEFAULT 1 NOT NULL;

-- What happened to bindings, never an address or a key. identity is whose the binding was from then
-- on, former whose it was before a move. ended_at is of the last entry of a binding that is gone:
-- with it all its entries are purged.
CREATE TABLE binding_history (
  binding_sid VARCHAR(34)  NOT NULL,
  ordinal     BIGINT       NOT NULL,
  account_sid VARCHAR(34)  NOT NULL,
  identity    VARCHAR(512) NOT NULL,
  former      VARCHAR(512),
  event       VARCHAR(16)  NOT NULL,
  changed     VARCHAR,
  reason      VARCHAR,
  detail      VARCHAR,
  twilio_code INTEGER,
  at          BIGINT       NOT NULL,
  actor       VARCHAR(600) NOT NULL,
  ended_at    BIGINT,
  PRIMARY KEY (binding_sid, ordinal)
);

-- For forgetting a person, and for the purge.
CREATE INDEX binding_history_identity ON binding_history (account_sid, identity);
CREATE INDEX binding_history_former ON binding_history (account_sid, former);
CREATE INDEX binding_history_ended ON binding_history (ended_at);
