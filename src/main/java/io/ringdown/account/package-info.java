/**
 * Accounts, their secrets and policies, and the push credentials that reach the providers. Set by
 * operators through the doors, kept by the storage room; knows only the words of a call.
 */
@NullMarked
package io.ringdown.account;

import org.jspecify.annotations.NullMarked;
