package io.ringdown.provider.hms;

import io.ringdown.provider.AccessTokens;
import io.ringdown.provider.BearerSender;
import io.ringdown.provider.Turnstile;

/** One app in use: its id, the access token that it has, and where its messages line up. */
record HmsAccess(String appId, AccessTokens tokens, Turnstile.Gate gate)
    implements BearerSender.Access {}
