/**
 * The door for operators: accounts with their secrets and policies, push credentials, admin tokens,
 * and what was changed by whom. Admins only.
 */
@NullMarked
package io.ringdown.admin;

import org.jspecify.annotations.NullMarked;
