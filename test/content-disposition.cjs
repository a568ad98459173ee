// Node can require this ES module (@fastify/static does), jest cannot: here Node's own require loads it.
module.exports = process.getBuiltinModule('node:module').createRequire(__filename)('content-disposition');
