-- Bindings are counted by channel and status for the metrics: from this index, without the rows.
CREATE INDEX binding_census ON binding (channel, status);
