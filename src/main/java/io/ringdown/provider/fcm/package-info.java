/**
 * The way out to Android devices: Firebase Cloud Messaging, HTTP v1. Called by the dispatcher;
 * knows Google's protocol and nobody else's.
 */
@NullMarked
package io.ringdown.provider.fcm;

import org.jspecify.annotations.NullMarked;
