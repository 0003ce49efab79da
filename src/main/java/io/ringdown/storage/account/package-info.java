/**
 * The tables of accounts, push credentials and admin tokens. Reached through the ports of the
 * account room only.
 */
@NullMarked
package io.ringdown.storage.account;

import org.jspecify.annotations.NullMarked;
