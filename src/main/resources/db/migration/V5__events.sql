-- News for those who listen, kept some minutes. Read behind an id, deleted from the oldest on: one
-- index serves both. subject and detail are ids, never content.
CREATE TABLE event (
  id          BIGINT PRIMARY KEY,
  account_sid VARCHAR(34)  NOT NULL,
  at          BIGINT       NOT NULL,
  kind        VARCHAR(16)  NOT NULL,
  subject     VARCHAR(256) NOT NULL,
  detail      VARCHAR(64)  NOT NULL
);

-- One row: the id given last. Who writes events locks it, so that ids appear in their order.
CREATE TABLE event_turn (
  id      INTEGER PRIMARY KEY,
  last_id BIGINT NOT NULL
);
INSERT INTO event_turn (id, last_id) VALUES (1, 0);
