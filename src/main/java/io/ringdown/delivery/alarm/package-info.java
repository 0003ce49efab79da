/**
 * What an operator must be told at once: credentials that a provider does not take. Called by the
 * dispatcher through {@code OutcomeListener}; knows stores and providers by their ports only.
 */
@NullMarked
package io.ringdown.delivery.alarm;

import org.jspecify.annotations.NullMarked;
