package io.ringdown.provider.fcm;

/** One service account in use: who we are, and the access token that it has. Thread-safe. */
record FcmAccess(ServiceAccount account, AccessTokens tokens) {}
