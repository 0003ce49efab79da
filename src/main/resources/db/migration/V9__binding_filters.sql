-- Lists are read from indexes alone, newest first. Their order is DESC because H2 reads an index in
-- one direction only. status is in each of them, so that no list by status reads past the others; a
-- list of every status is one list each, put together.
DROP INDEX binding_list;
CREATE INDEX binding_newest ON binding (account_sid DESC, status DESC, id DESC);
CREATE INDEX binding_channel ON binding (account_sid DESC, channel DESC, status DESC, id DESC);
CREATE INDEX binding_credential ON binding (account_sid DESC, credential_sid DESC, status DESC, id DESC);

-- tag_hash is of account and tag.
CREATE TABLE binding_tag (
  tag_hash   BIGINT NOT NULL,
  binding_id BIGINT NOT NULL REFERENCES binding (id) ON DELETE CASCADE
);
CREATE INDEX binding_tag_newest ON binding_tag (tag_hash DESC, binding_id DESC);
CREATE INDEX binding_tag_binding ON binding_tag (binding_id);
