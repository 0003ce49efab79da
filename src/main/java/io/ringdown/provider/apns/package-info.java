/**
 * Apple devices, through the Apple Push Notification service: VoIP pushes and alerts. Called by the
 * dispatcher through {@code PushProvider}; the line to Apple is Pushy's.
 */
@NullMarked
package io.ringdown.provider.apns;

import org.jspecify.annotations.NullMarked;
