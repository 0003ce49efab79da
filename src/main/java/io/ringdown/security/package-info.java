/**
 * Who is knocking: whether Twilio signed a webhook, and which administrator or app a bearer token
 * proves. Asked by the doors before they do anything else; knows calls, accounts and settings, and
 * neither HTTP nor SQL. Whoever is refused is never told why.
 */
@NullMarked
package io.ringdown.security;

import org.jspecify.annotations.NullMarked;
