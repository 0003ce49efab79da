package io.ringdown.delivery;

import io.ringdown.call.AccountSid;
import io.ringdown.call.CallSid;

/** One leg of a call as Twilio names it; several notifications may be about it. */
public record CallLeg(AccountSid account, CallSid callSid) {}
