-- ended_at is when the call was answered or over: from then on nobody is rung for it any more.
ALTER TABLE ring_call ADD COLUMN ended_at BIGINT;
CREATE INDEX ring_call_ended ON ring_call (ended_at);

-- device_id is the binding's when the call came: a device that connects anew is known by it.
ALTER TABLE delivery ADD COLUMN device_id VARCHAR(512);

-- twilio_code is Twilio's error with the same meaning, where it has one.
ALTER TABLE attempt ADD COLUMN twilio_code INTEGER;
