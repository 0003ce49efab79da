-- erase_at is the deadline as long as the payload is there, and null afterwards: what the sweep has
-- still to do is one range of one index.
ALTER TABLE ring_call ADD COLUMN erase_at BIGINT;
UPDATE ring_call SET erase_at = deadline WHERE payload IS NOT NULL OR status = 'PENDING';
CREATE INDEX ring_call_erase ON ring_call (erase_at);

-- buried_at: when others gave the node up and deleted the bindings of its connections.
ALTER TABLE node ADD COLUMN buried_at BIGINT;
CREATE INDEX node_seen ON node (seen_at);

-- For the purge.
CREATE INDEX binding_status ON binding (status, updated_at);
CREATE INDEX binding_expiry ON binding (expires_at);
