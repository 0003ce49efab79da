package io.ringdown.provider.fcm;

import io.ringdown.provider.AccessTokens;
import io.ringdown.provider.BearerSender;
import io.ringdown.provider.Turnstile;

/**
 * One service account in use: who we are, the access token that it has, and where its messages line
 * up. Thread-safe.
 */
record FcmAccess(ServiceAccount account, AccessTokens tokens, Turnstile.Gate gate)
    implements BearerSender.Access {}
