/**
 * Huawei devices without Google's services, through Huawei's Push Kit. Called by the dispatcher
 * through {@code PushProvider}.
 */
@NullMarked
package io.ringdown.provider.hms;

import org.jspecify.annotations.NullMarked;
