package io.ringdown.registration;

import io.ringdown.binding.Binding;
import io.ringdown.rest.Json;
import io.ringdown.rest.VersionTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** A binding's document with its entity tag. */
@SuppressWarnings("ArrayRecordComponent")
record TaggedDocument(byte[] json, VersionTag tag) {
  static TaggedDocument of(Binding binding) {
    var json = Json.bytes(BindingDocument.of(binding));
    return new TaggedDocument(json, VersionTag.of(binding.version(), json));
  }

  /** The response with the document in it. */
  Response in(Response.ResponseBuilder response) {
    return response
        .type(MediaType.APPLICATION_JSON)
        .header(VersionTag.HEADER, tag.toString())
        .entity(json)
        .build();
  }
}
