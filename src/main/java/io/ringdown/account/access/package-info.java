/**
 * Admin tokens: what they are, and how far each reaches. Set by operators through the doors, asked
 * by security at each request; knows only the words of a call and of the audit.
 */
@NullMarked
package io.ringdown.account.access;

import org.jspecify.annotations.NullMarked;
