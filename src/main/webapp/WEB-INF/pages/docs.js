// No validator: that would send the description to somebody else's server. Tokens stay in this page, and go with it.
window.SwaggerUIBundle({
  dom_id: "#api",
  url: new URL("../openapi", document.baseURI).href,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  filter: true,
  persistAuthorization: false,
  validatorUrl: null,
});
