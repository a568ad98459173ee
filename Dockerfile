# One image for the api, the worker and the migration; docker-compose.yml says which runs where.
FROM node:22.23.3-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --ignore-scripts
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY apps apps
COPY libs libs
COPY migrations migrations
# The optional packages hold the embedded PostgreSQL, which a container has no use for.
RUN npm run build && npm prune --omit=dev --omit=optional --ignore-scripts

FROM node:22.23.3-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
USER node
EXPOSE 3000
# The flags of libs/kana/src/platform/node-flags.ts, which `npm run check` compares.
ENTRYPOINT ["node", "--max-semi-space-size=32", "--heap-growing-percent=30"]
CMD ["dist/apps/api/src/main.js"]
